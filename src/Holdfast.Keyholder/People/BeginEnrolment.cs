using Google.Protobuf;
using Holdfast.Keyholder.Ledger;
using Holdfast.Keyholder.Sessions;
using Holdfast.Keyholder.Watching;
using Holdfast.Wire;
using Holdfast.Wire.Connections;

namespace Holdfast.Keyholder.People;

/// <summary>A person opened their enrolment link: who it is for, and a nonce for the ceremony. The link still works after this.</summary>
internal sealed class BeginEnrolment(InstallationId installation, Journal journal, StaffNames names, Nonces nonces, Origins origins, Refusals refusals)
{
    public const string Purpose = "enrol";

    public Task<BeginEnrolmentReply> Run(CallerIdentity caller, BeginEnrolmentRequest request) => journal.Decide(draft =>
    {
        var tables = journal.Tables;
        if (tables.IsFrozen(caller.Node)) return refusals.Unsigned<BeginEnrolmentReply>(draft, caller, "begin-enrolment", Why.Frozen, "this node is frozen");
        var (link, why) = EnrolmentLinks.Find(draft, tables, request.Link, request.Code, Origins.Of(caller));
        if (link is null) return refusals.Unsigned<BeginEnrolmentReply>(draft, caller, "begin-enrolment", why, "the link does not work: it was used, has expired, or is of another place");

        var person = tables.People.Find(link.Person)!;
        var (nonce, expiry) = nonces.Issue(Purpose, link.Origin, draft.Now);
        var reply = new BeginEnrolmentReply
        {
            Installation = ByteString.CopyFrom(Convert.FromHexString(installation.ToString())),
            Nonce = ByteString.CopyFrom(nonce),
            ExpiryMs = expiry,
            Person = names.Card(person),
            RpId = origins.RpId(link.Origin),
            UserHandle = person.Id.ToByteString(),
        };
        foreach (var id in tables.Credentials.Of(person.Id))
            if (Base64Url.TryDecode(id, FinishEnrolment.LongestCredentialId, out var bytes)) reply.ExcludeCredentials.Add(ByteString.CopyFrom(bytes));
        return reply;
    });
}
