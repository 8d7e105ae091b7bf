using System.Security.Cryptography;
using System.Text;
using Holdfast.Keyholder.Grants;
using Holdfast.Keyholder.Keys;
using Holdfast.Keyholder.Ledger;
using Holdfast.Keyholder.People;
using Holdfast.Keyholder.Sessions;
using Holdfast.Wire;
using Holdfast.Wire.Connections;
using Holdfast.Wire.Statements;

namespace Holdfast.Keyholder.Watching;

/// <summary>"thaw": lets a frozen person or node work again, with a reason. Another person's act: nobody thaws themselves. What ended with the freeze stays ended.</summary>
internal sealed class Thaw(Journal journal, StatementGate gate, Refusals refusals, OfficeReasons reasons)
{
    public Task<ThawReply> Run(CallerIdentity caller, SignedStatement request) => gate.Hear<ThawStatement, ThawReply>(caller, request, "thaw", heard =>
    {
        var (draft, statement, tables) = (heard.Draft, heard.Statement, journal.Tables);
        if (!OpenDecision.IsReason(statement.Reason)) return No(Why.ReasonMissing, "a reason of 10 to 500 characters is needed");
        if ((statement.Person is null) == (statement.Node is null)) return No(Why.Malformed, "name a person or a node");
        var person = PersonId.TryParse(statement.Person, out var id) ? id : (PersonId?)null;
        if (statement.Person is not null && person is null) return No(Why.Malformed, "not a person's id");
        if (person == heard.Person.Id) return No(Why.NotAllowed, "nobody thaws themselves");
        var subject = person is { } frozen ? FrozenRow.SubjectOf(frozen) : FrozenRow.SubjectOf(statement.Node!);
        if (!tables.Frozen.Contains(subject)) return No(Why.Unknown, "not frozen");

        var reason = reasons.Keep(draft, statement.Reason);
        draft.Change(tables.Frozen.Remove(subject));
        draft.Record("thawed", json =>
        {
            Entries.Optional(json, "person", person);
            if (statement.Node is { } node) json.WriteString("node", node);
            Entries.Id(json, "by", heard.Person.Id);
            Entries.Id(json, "session", heard.Session.Id);
            json.WriteString("reason", reason);
        });
        return new ThawReply();

        ThawReply No(Why why, string detail) => refusals.Signed<ThawReply>(draft, caller, "thaw", why, detail, heard.About());
    });
}

/// <summary>Reasons of the privacy office, which belong to no chart: sealed under the staff key.</summary>
internal sealed class OfficeReasons(UseKey staff, Tables tables, ChartVault vault)
{
    private static ReadOnlySpan<byte> Label => "holdfast/office-reason/v1"u8;

    /// <summary>Keeps the words with the next entry; the answer is their hash for it.</summary>
    public string Keep(Draft draft, string words)
    {
        var box = SealedBox.Seal(staff, Label, [], Encoding.UTF8.GetBytes(words));
        var hash = Convert.ToHexStringLower(SHA256.HashData(box));
        draft.Change(tables.Reasons.Put(new ReasonRow(hash, null, box)));
        return hash;
    }

    /// <summary>The words behind any reason of the ledger; null when their chart was disposed of.</summary>
    public string? Read(ReasonRow row)
    {
        if (row.Chart is not { } chart) return Text(SealedBox.Open(staff, Label, [], row.Sealed));
        if (tables.Charts.Find(chart) is not { } chartRow) return null;
        using var root = vault.Open(chartRow);
        return Text(root.OpenReason(row.Sealed));

        static string Text(byte[]? bytes) => Encoding.UTF8.GetString(bytes ?? throw new InvalidDataException("A reason does not open: store.db and root.key are not of one installation."));
    }
}
