using Holdfast.Keyholder.Ledger;
using Holdfast.Wire;

namespace Holdfast.Keyholder.Clients;

/// <summary>
/// What the desk shows of an application before its person signs: the same decision that is taken again, and then
/// counts, when they do. Asked without a signature, and enters nothing: names of applications are no secret.
/// </summary>
internal sealed class DescribeApp(Journal journal, RegisteredClients clients, IdTokens idTokens)
{
    public Task<DescribeAppReply> Describe(DescribeAppRequest request) => journal.Decide(_ =>
        AuthorizationDecision.Decide(clients.Find(request.ClientId), request.RedirectUri, request.Scope, request.DpopJkt) switch
        {
            AuthorizationDecision.Granted granted => new DescribeAppReply { Name = clients.Find(request.ClientId)!.Name, Scope = granted.Scope.Text, Bearer = granted.Bearer, Search = granted.Search },
            AuthorizationDecision.Refused refused => new DescribeAppReply { Refusal = new Refusal { Why = refused.Why, Detail = refused.Detail } },
            _ => throw new InvalidOperationException("An authorization request is granted or refused."),
        });

    /// <summary>Applications that can be started beside a name, in order of their names.</summary>
    public Task<ListAppsReply> List() => journal.Decide(_ =>
    {
        var reply = new ListAppsReply();
        foreach (var client in journal.Tables.Clients.Rows.Where(row => !row.IsRetired && row.LaunchUri.Length > 0).OrderBy(row => row.Name, StringComparer.Ordinal))
            reply.Apps.Add(new LaunchableApp { ClientId = client.Id, Name = client.Name, LaunchUri = client.LaunchUri });
        return reply;
    });

    public Task<IdTokenKeysReply> Keys() => Task.FromResult(new IdTokenKeysReply { Jwks = idTokens.Jwks });

    /// <summary>May pages of this origin call the FHIR server? Those of registered applications may.</summary>
    public Task<AskOriginReply> AskOrigin(AskOriginRequest request) => journal.Decide(_ => new AskOriginReply { Registered = clients.IsOriginOfAClient(request.Origin) });
}
