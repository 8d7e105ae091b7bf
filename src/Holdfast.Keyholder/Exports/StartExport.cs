using System.Globalization;
using Holdfast.Keyholder.Approvals;
using Holdfast.Keyholder.Clients;
using Holdfast.Keyholder.Grants;
using Holdfast.Keyholder.Ledger;
using Holdfast.Wire;
using Holdfast.Wire.Age;
using Holdfast.Wire.Statements;

namespace Holdfast.Keyholder.Exports;

/// <summary>
/// "export": lets a job that waits begin. Who can open the files is part of what two people approve, and comes from whoever
/// asks for it here: never from the service, whose requests pass through records.
/// </summary>
internal sealed class StartExport(TimeProvider time) : ProposalKind<ExportProposal>("export", StaffRole.PrivacyOfficer, StaffRole.Administrator)
{
    protected override Fault? Check(Tables tables, ExportProposal payload, PersonId asker)
    {
        if (!OpenDecision.IsReason(payload.Reason)) return new Fault(Why.ReasonMissing, "a reason of 10 to 500 characters is needed", "reason", Mend.Reason);
        if (!AgeRecipient.TryParse(payload.Recipient, out _)) return new Fault(Why.Malformed, "the recipient is an age key, age1 and 58 characters, as age-keygen prints it", "recipient", Mend.AgeRecipient);
        if (Find(tables, payload) is not { State: ExportState.Waiting } row) return new Fault(Why.NotFound, "no such export waits: it was approved before, cancelled, or has lapsed", "export", Mend.NoSuchExport);
        var now = time.GetUtcNow();
        if (tables.Clients.Find(row.Client) is not { IsRetired: false, Service: { Reach: ServiceReach.ReadSet } service }) return new Fault(Why.NotFound, "the service was retired", "export", Mend.NoSuchClient);
        if (payload.Until <= now.ToUnixTimeMilliseconds() || payload.Until > (now + ExportLimits.LongestKept).ToUnixTimeMilliseconds())
            return new Fault(Why.Malformed, $"the files are removed after now and within {ExportLimits.LongestKept.Days} days", "until", Mend.Until, $"{ExportLimits.LongestKept.Days}");
        if (payload.Until > service.Until) return new Fault(Why.Malformed, "the files cannot stay longer than the service itself may", "until", Mend.Until, $"{(DateTimeOffset.FromUnixTimeMilliseconds(service.Until) - now).Days}");
        return tables.ExportCharts.Find(row.Id)!.Charts.All(service.Charts.Contains) ? null : new Fault(Why.Changed, "the service was given other charts since: cancel the export and let the service ask again", "export", Mend.NoSuchExport);
    }

    protected override Wording Words(Tables tables, ExportProposal payload)
    {
        var row = Find(tables, payload)!;
        var client = tables.Clients.Find(row.Client)!;
        AgeRecipient.TryParse(payload.Recipient, out var recipient);
        List<string> english = [$"Give {Charts(row, "1 chart", "charts")} to the service “{client.Name}” ({client.Id}) as files, all at once"], french = [$"Remettre {Charts(row, "1 dossier", "dossiers")} au service « {client.Name} » ({client.Id}) sous forme de fichiers, d’un seul coup"];
        if (row.Types.Length > 0) Add($"Only: {string.Join(", ", row.Types)}", $"Seulement : {string.Join(", ", row.Types)}");
        else Add($"Everything that it may read: {row.Scope}", $"Tout ce qu’il peut lire : {row.Scope}");
        if (row.Since > 0) Add($"Only what was changed since {Time(row.Since)}", $"Seulement ce qui a changé depuis le {Time(row.Since)}");
        if (row.System) Add("With the provider’s own chart: organisations, places, names of staff", "Avec le dossier de l’organisme : organisations, lieux, noms du personnel");
        Add("What a patient has locked away is not in it", "Ce qu’un patient a verrouillé n’en fait pas partie");
        Add($"Whoever holds the private key of {recipient!.Text} can read the files, and nobody else", $"Qui détient la clé privée de {recipient.Text} peut lire les fichiers, et personne d’autre");
        Add($"Fingerprint of that key: {recipient.Fingerprint}. Compare it with the receiver’s, by telephone or in person", $"Empreinte de cette clé : {recipient.Fingerprint}. Comparez-la avec celle du destinataire, par téléphone ou en personne");
        Add($"The files are removed at {Time(payload.Until)}", $"Les fichiers sont supprimés le {Time(payload.Until)}");
        Add($"Reason given: {payload.Reason}", $"Motif donné : {payload.Reason}");
        return new Wording(english, french);

        void Add(string inEnglish, string inFrench)
        {
            english.Add(inEnglish);
            french.Add(inFrench);
        }
    }

    protected override Effect Do(Approval approval, ExportProposal payload) => new(() =>
    {
        var row = Find(approval.Tables, payload)!;
        AgeRecipient.TryParse(payload.Recipient, out var recipient);
        approval.Draft.Change(approval.Tables.Exports.Put(row with { State = ExportState.Approved, Request = approval.Request, Recipient = recipient!.Text, Until = payload.Until }));
        approval.Draft.Record("export-approved", json =>
        {
            json.WriteString("export", row.Id.ToString());
            json.WriteString("client", row.Client);
            json.WriteNumber("count", row.Count);
            json.WriteString("recipient", recipient.Hash);
            json.WriteNumber("until", payload.Until);
            Entries.Id(json, "by", approval.Asker);
            json.WriteString("request", approval.Request.ToString());
        });
    });

    private static ExportRow? Find(Tables tables, ExportProposal payload) => ExportId.TryParse(payload.Export, out var id) ? tables.Exports.Find(id) : null;

    private static string Charts(ExportRow row, string one, string many) => row.Count == 1 ? one : $"{row.Count} {many}";

    private static string Time(long ms) => DateTimeOffset.FromUnixTimeMilliseconds(ms).ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture);
}
