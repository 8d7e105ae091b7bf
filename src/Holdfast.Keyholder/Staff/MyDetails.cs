using Holdfast.Keyholder.Grants;
using Holdfast.Keyholder.Ledger;
using Holdfast.Keyholder.Sessions;
using Holdfast.Wire;
using Holdfast.Wire.Connections;
using Holdfast.Wire.Statements;

namespace Holdfast.Keyholder.Employment;

/// <summary>"my-details": what Holdfast holds about the asker themself, with the way to their own chart; and who may see and write what, which everybody may know.</summary>
internal sealed class MyDetails(Journal journal, StatementGate gate, StaffMembers members)
{
    public Task<MyDetailsReply> Run(CallerIdentity caller, SignedStatement request) => gate.Hear<PlainStatement, MyDetailsReply>(caller, request, "my-details", heard =>
    {
        heard.Draft.Record("my-details", json =>
        {
            Entries.Id(json, "person", heard.Person.Id);
            Entries.Id(json, "session", heard.Session.Id);
        });
        var reply = new MyDetailsReply { Me = members.Of(journal.Tables.People.Find(heard.Person.Id)!, heard.Draft.Now, withChart: true) };
        reply.Roles.AddRange(RoleSheet.Rows());
        return reply;
    });
}

/// <summary>The role table as people read it: made from the table that decides, so that it cannot say anything else.</summary>
internal static class RoleSheet
{
    public static IEnumerable<RoleRow> Rows()
    {
        foreach (var role in Enum.GetValues<StaffRole>())
        {
            var row = new RoleRow
            {
                Role = RoleTable.Text(role),
                Origin = Origins.Word(RoleTable.OriginOf(role)),
                Emergency = RoleTable.MayUseEmergency(role),
                RoleExplains = RoleTable.RoleExplains(role),
            };
            row.Reads.AddRange(RoleTable.Reads(role).Select(recordClass => recordClass.Text));
            row.Writes.AddRange(RoleTable.Writes(role).Select(recordClass => recordClass.Text));
            foreach (var (content, access) in new[] { ("locked", RoleTable.Locked(role)), ("staff", RoleTable.Staff(role)) })
            {
                if (access >= Access.Read) row.Reads.Add(content);
                if (access == Access.Write) row.Writes.Add(content);
            }

            yield return row;
        }
    }
}
