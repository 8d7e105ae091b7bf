using System.Globalization;
using Holdfast.Watch.Alerts;
using Holdfast.Watch.Events;

namespace Holdfast.Watch.Rules;

/// <summary>What the keyholder says of its witness, which is this watch: silent, back, or ahead of the keyholder's own ledger.</summary>
internal static class WitnessTrouble
{
    public static Sign? See(LedgerEvent entry, RuleState state) => entry switch
    {
        { Kind: EventKind.Witness, State: "silent" or "back" } => new Sign("witness-silent", "witness", Severity.Medium,
            new Wording("The keyholder did not reach the watch", "Le gardien n’a pas pu joindre la vigie"),
            new Wording(
                "The keyholder went on without its witness: only scheduled patients and emergency access were opened. Look at the network and at the watch’s own log.",
                "Le gardien a continué sans son témoin : seuls les patients à l’horaire et l’accès d’urgence étaient ouverts. Vérifiez le réseau et le journal de la vigie."))
        {
            Settles = entry.State == "back",
        },
        { Kind: EventKind.Witness, State: "ahead" } => new Sign(
            $"witness-ahead:{entry.Index.ToString(CultureInfo.InvariantCulture)}", "witness", Severity.Critical,
            new Wording("The keyholder came back with an older ledger", "Le gardien est revenu avec un registre plus ancien"),
            new Wording(
                $"The witness has signed {entry.Size.ToString(CultureInfo.InvariantCulture)} entries and the keyholder holds fewer: an old copy was restored. It releases nothing until the newer ledger is back.",
                $"Le témoin a signé {entry.Size.ToString(CultureInfo.InvariantCulture)} entrées et le gardien en détient moins : une ancienne copie a été restaurée. Il ne remet plus rien tant que le registre récent n’est pas rétabli.")),
        _ => null,
    };
}
