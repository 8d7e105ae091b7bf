using Holdfast.Keyholder.Ledger;
using Holdfast.Wire;
using Holdfast.Wire.Connections;

namespace Holdfast.Keyholder.Provisioning;

/// <summary>A source reads back what it sent: one, or a page of all, or the one with a user name or external id.</summary>
internal sealed class ReadUsers(Journal journal, ProvisionerGate gate, ProvisionedUsers users)
{
    public Task<ProvisionReply> One(CallerIdentity caller, ProvisionReadRequest request) => gate.Hear<ProvisionReply>(caller, request.Token, (draft, source) =>
    {
        if (users.Find(source, request.Id) is not { } row) return gate.Refuse<ProvisionReply>(draft, caller, Why.NotFound, "the source sent no such user");
        Record(draft, source, 1);
        return new ProvisionReply { User = users.Message(row, draft.Now) };
    });

    public Task<ProvisionListReply> Several(CallerIdentity caller, ProvisionListRequest request) => gate.Hear<ProvisionListReply>(caller, request.Token, (draft, source) =>
    {
        if (request.By is not ("" or "userName" or "externalId")) return gate.Refuse<ProvisionListReply>(draft, caller, Why.Malformed, "by userName or externalId only");
        var found = journal.Tables.Provisioned.Of(source.Source).Where(row => request.By switch
        {
            "userName" => string.Equals(users.Of(row).UserName, request.Value, StringComparison.OrdinalIgnoreCase),
            "externalId" => request.Value.Length > 0 && users.Of(row).ExternalId == request.Value,
            _ => true,
        }).OrderBy(row => row.Made).ThenBy(row => row.Id.ToString(), StringComparer.Ordinal).ToList();
        var page = found.Skip(Math.Max(0, request.Start - 1)).Take(Math.Clamp(request.Count, 0, ProvisioningLimits.MostPerPage)).ToList();
        Record(draft, source, page.Count);
        var reply = new ProvisionListReply { Total = found.Count };
        reply.Users.AddRange(page.Select(row => users.Message(row, draft.Now)));
        return reply;
    });

    private static void Record(Draft draft, ProvisionerRow source, int count) => ProvisionerGate.Record(draft, source.Source, "read", more: json => json.WriteNumber("count", count));
}
