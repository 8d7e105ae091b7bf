using Holdfast.Keyholder.Approvals;
using Holdfast.Keyholder.Ledger;
using Holdfast.Keyholder.Sessions;
using Holdfast.Wire;
using Holdfast.Wire.Connections;
using Holdfast.Wire.Statements;

namespace Holdfast.Keyholder.Clients;

/// <summary>"applications": the registered applications and services and how they stand. Of the charts of a service only the number.</summary>
internal sealed class Applications(Journal journal, StatementGate gate)
{
    public Task<ApplicationsReply> Run(CallerIdentity caller, SignedStatement request) => gate.Hear<PlainStatement, ApplicationsReply>(caller, request, "applications", heard =>
    {
        Pending.RecordLook(heard.Draft, heard, "applications");
        var reply = new ApplicationsReply { NowMs = heard.Draft.NowMs };
        reply.Applications.AddRange(journal.Tables.Clients.Rows.OrderBy(row => row.IsRetired).ThenBy(row => row.Name, StringComparer.Ordinal).Select(MessageOf));
        return reply;
    });

    private static Application MessageOf(ClientRow row)
    {
        var message = new Application
        {
            Client = row.Id, Name = row.Name, Kind = ClientBook.KindWord(row.Kind), Scope = row.Scope, Bearer = row.Bearer, RegisteredMs = row.Registered, RetiredMs = row.Retired ?? 0,
            Launched = row.LaunchUri.Length > 0,
        };
        if (row.Service is not { } service) return message;
        (message.Reach, message.Charts, message.UntilMs) = (ClientBook.ReachWord(service.Reach), service.Charts.Length, service.Until);
        return message;
    }
}
