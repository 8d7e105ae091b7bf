using System.Runtime.CompilerServices;
using System.Security.Cryptography.X509Certificates;
using Holdfast.Keyholder.Ledger;
using Holdfast.Keyholder.Running;
using Holdfast.Keyholder.Watching;
using Holdfast.Wire;
using Holdfast.Wire.Connections;

namespace Holdfast.Keyholder.Serving;

/// <summary>
/// Which role may call what: the one table, and the door that asks it before anything of a request is read. The caller is
/// who its certificate says. What is not in the table is not there.
/// </summary>
internal sealed class Callers(Operations operations, Journal journal)
{
    public static readonly IReadOnlyDictionary<string, string[]> Table = new Dictionary<string, string[]>
    {
        ["/holdfast.v1.SignIn/"] = ["desk", "watch"],
        ["/holdfast.v1.OwnSignIn/"] = ["desk", "watch"],
        ["/holdfast.v1.DeskWork/"] = ["desk"],
        ["/holdfast.v1.StaffWork/"] = ["desk"],
        ["/holdfast.v1.Rosters/"] = ["desk"],
        ["/holdfast.v1.Provisioning/"] = ["desk"],
        ["/holdfast.v1.ChartKeys/"] = ["records", "import"],
        ["/holdfast.v1.Apps/"] = ["desk"],
        ["/holdfast.v1.AppTokens/"] = ["records"],
        ["/holdfast.v1.Imports/"] = ["import"],
        ["/holdfast.v1.Bulk/"] = ["records"],
        ["/holdfast.v1.Exports/"] = ["export"],
        ["/holdfast.v1.WatchWork/"] = ["watch"],
        ["/holdfast.v1.Approvals/"] = ["desk", "watch"],
        ["/holdfast.v1.Condition/"] = ["desk", "records", "import", "export", "watch", "cli", "keyholder"],
        ["/ledger/"] = ["watch", "cli"],
    };

    private static readonly object CallerItem = new();

    private readonly ConditionalWeakTable<X509Certificate2, CallerIdentity> _known = [];

    public async Task Check(HttpContext http, RequestDelegate next)
    {
        if (http.Connection.ClientCertificate is not { } certificate || Identify(certificate) is not { } caller)
        {
            http.Response.StatusCode = StatusCodes.Status403Forbidden;
            return;
        }

        var path = http.Request.Path.Value ?? "";
        var service = Table.FirstOrDefault(row => path.StartsWith(row.Key, StringComparison.Ordinal));
        if (service.Key is null)
        {
            http.Response.StatusCode = StatusCodes.Status404NotFound;
        }
        else if (!service.Value.Contains(caller.Role))
        {
            http.Response.StatusCode = StatusCodes.Status403Forbidden;
            await Enter(caller, service.Key.Trim('/')).ConfigureAwait(false);
        }
        else
        {
            http.Items[CallerItem] = caller;
            await next(http).ConfigureAwait(false);
        }
    }

    public static CallerIdentity Of(HttpContext http) => (CallerIdentity)http.Items[CallerItem]!;

    /// <summary>The handshake has verified the certificate; here it is only read, once per connection.</summary>
    private CallerIdentity? Identify(X509Certificate2 certificate)
    {
        if (_known.TryGetValue(certificate, out var known)) return known;
        if (CallerIdentity.Of(certificate) is not { } caller) return null;
        _known.AddOrUpdate(certificate, caller);
        return caller;
    }

    private async Task Enter(CallerIdentity caller, string service)
    {
        if (journal.Refusing) return; // nothing can be entered; nothing was given either
        try
        {
            await journal.Run(draft =>
            {
                operations.Refusals.Count(draft, caller, service, Why.NotAllowed, RefusalSubject.Nobody);
                operations.Freezing.Misuse(draft, caller);
                return true;
            }).ConfigureAwait(false);
        }
        catch (UnavailableException)
        {
            // Refused all the same.
        }
    }
}
