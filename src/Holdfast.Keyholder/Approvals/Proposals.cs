using System.Text;
using Holdfast.Keyholder.Grants;
using Holdfast.Keyholder.Keys;
using Holdfast.Keyholder.Ledger;
using Holdfast.Keyholder.People;
using Holdfast.Keyholder.Sessions;
using Holdfast.Keyholder.Watching;
using Holdfast.Wire;

namespace Holdfast.Keyholder.Approvals;

/// <summary>Requests as rows: sealing, opening, and who stands where. Owned by the journal's lock.</summary>
internal sealed class Proposals(UseKey staff, Tables tables, StaffNames names, OfficeReasons reasons, IEnumerable<ProposalKind> kinds)
{
    private static ReadOnlySpan<byte> PayloadLabel => "holdfast/proposal-payload/v1"u8;
    private static ReadOnlySpan<byte> DocumentLabel => "holdfast/proposal-document/v1"u8;
    private static ReadOnlySpan<byte> SecretLabel => "holdfast/proposal-secret/v1"u8;

    private readonly Dictionary<string, ProposalKind> _kinds = kinds.ToDictionary(kind => kind.Name);

    /// <summary>What this role may ask for, in the order of the list in Operations.</summary>
    public IEnumerable<string> KindsFor(StaffRole role) => _kinds.Values.Where(kind => kind.Askers.Contains(role)).Select(kind => kind.Name);

    public ProposalKind? KindOf(string name) => _kinds.GetValueOrDefault(name);

    public byte[] SealPayload(ProposalId id, byte[] payload) => SealedBox.Seal(staff, PayloadLabel, id.ToBytes(), payload);

    public byte[] SealDocument(ProposalId id, byte[] document) => SealedBox.Seal(staff, DocumentLabel, id.ToBytes(), document);

    public byte[] SealSecret(ProposalId id, string secret) => SealedBox.Seal(staff, SecretLabel, id.ToBytes(), Encoding.UTF8.GetBytes(secret));

    public byte[] PayloadOf(ProposalRow row) => Opened(SealedBox.Open(staff, PayloadLabel, row.Id.ToBytes(), row.SealedPayload));

    public byte[] DocumentOf(ProposalRow row) => Opened(SealedBox.Open(staff, DocumentLabel, row.Id.ToBytes(), row.SealedDocument));

    /// <summary>Does this person still work here, free to act?</summary>
    private bool Stands(PersonId person, DateTimeOffset now) => tables.People.Contains(person) && !tables.IsFrozen(person) && tables.Employments.Refusal(person, now) is null;

    /// <summary>The facts on which an approval or a decline of this row is decided; the row may be missing.</summary>
    public ApprovalFacts Facts(DateTimeOffset now, SessionRow session, SessionFacts facts, ProposalRow? row, string hash, PaperShown paper) => new(
        now, facts, row?.State, DateTimeOffset.FromUnixTimeMilliseconds(row?.Expiry ?? 0), row is not null && row.Hash == hash,
        row?.Asker ?? default, row is not null && Stands(row.Asker, now),
        session.Device, row is not null && session.Device is { } device && (device == row.Device || tables.Devices.Contains(new(row.Asker, session.Origin, device))), paper,
        row?.HeldUntil is { } held ? DateTimeOffset.FromUnixTimeMilliseconds(held) : null);

    /// <summary>For the pages: the row in words.</summary>
    public Proposal Message(ProposalRow row, bool withSecret)
    {
        var message = new Proposal
        {
            Request = row.Id.ToByteString(), Kind = row.Kind, Document = Google.Protobuf.ByteString.CopyFrom(DocumentOf(row)), Asker = names.Card(tables.People.Find(row.Asker)!),
            MadeMs = row.Made, ExpiryMs = row.Expiry, State = Word(row.State), DecidedMs = row.Decided ?? 0, HeldUntilMs = row.HeldUntil ?? 0,
        };
        if (row.By is { } by) message.By = names.Card(tables.People.Find(by)!);
        if (row.Reason is { } reason && tables.Reasons.Find(reason) is { } kept) message.Reason = reasons.Read(kept) ?? "";
        if (withSecret && row.SealedSecret is { } box) message.Secret = Encoding.UTF8.GetString(Opened(SealedBox.Open(staff, SecretLabel, row.Id.ToBytes(), box)));
        return message;
    }

    private static string Word(ProposalState state) => state.ToString().ToLowerInvariant();

    private static byte[] Opened(byte[]? bytes) => bytes ?? throw new InvalidDataException("A request does not open: store.db and root.key are not of one installation.");
}
