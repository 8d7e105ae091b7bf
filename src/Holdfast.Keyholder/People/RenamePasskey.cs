using Holdfast.Keyholder.Ledger;
using Holdfast.Keyholder.Sessions;
using Holdfast.Keyholder.Watching;
using Holdfast.Wire;
using Holdfast.Wire.Connections;
using Holdfast.Wire.Statements;

namespace Holdfast.Keyholder.People;

/// <summary>"rename-passkey": what its person calls it, so that the right one is removed when a device is lost.</summary>
internal sealed class RenamePasskey(Journal journal, StatementGate gate, Refusals refusals, StaffNames names)
{
    private const string Name = "rename-passkey";

    public Task<OwnSignInReply> Run(CallerIdentity caller, SignedStatement request) => gate.Hear<RenamePasskeyStatement, OwnSignInReply>(caller, request, Name, heard =>
    {
        var label = heard.Statement.Label.Trim();
        if (label.Length == 0 || !Enrolments.IsLabel(label)) return No(Why.Malformed, "a name has 1 to 64 characters");
        if (journal.Tables.Credentials.Find(heard.Statement.Credential) is not { } row || row.Person != heard.Person.Id || row.Origin != heard.Session.Origin)
            return No(Why.Unknown, "no such passkey of this person on this origin");
        heard.Draft.Change(journal.Tables.Credentials.Put(row with { SealedLabel = names.SealPasskeyLabel(row.Person, label) }));
        heard.Draft.Record("passkey-renamed", json =>
        {
            Entries.Id(json, "person", heard.Person.Id);
            Entries.Id(json, "session", heard.Session.Id);
            json.WriteString("credential", row.LedgerName);
        });
        return new OwnSignInReply();

        OwnSignInReply No(Why why, string detail) => refusals.Signed<OwnSignInReply>(heard.Draft, caller, Name, why, detail, heard.About());
    });
}
