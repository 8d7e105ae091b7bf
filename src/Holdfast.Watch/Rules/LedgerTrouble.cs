using System.Globalization;
using Holdfast.Watch.Alerts;
using Holdfast.Watch.Events;

namespace Holdfast.Watch.Rules;

/// <summary>The ledger itself is not as it was: the gravest thing a watch can find, because everything else rests on it.</summary>
internal static class LedgerTrouble
{
    public const string Rule = "ledger";

    private const string SilentKey = "ledger:silent";

    public static Sign Of(Finding finding) => finding.Kind switch
    {
        FindingKind.Forked => Sign(finding, Severity.Critical,
            new Wording("The ledger has two histories", "Le registre a deux histoires"),
            new Wording(
                "The keyholder’s key has signed a ledger that does not continue the one kept here. Past entries were rewritten, or the key is in other hands. Stop the keyholder; both signed checkpoints are kept as evidence. What this watch holds is the older truth.",
                "La clé du gardien a signé un registre qui ne prolonge pas celui conservé ici. Des entrées ont été réécrites, ou la clé est en d’autres mains. Arrêtez le gardien; les deux points de contrôle signés sont conservés comme preuve. Ce que détient la vigie est la vérité la plus ancienne.")),
        FindingKind.RolledBack => Sign(finding, Severity.Critical,
            new Wording("The ledger was set back", "Le registre a été ramené en arrière"),
            new Wording(
                "The keyholder serves fewer entries than it had signed: an old copy was restored, or the end was cut off. Stop it, and give it back the newer ledger from this watch’s copy.",
                "Le gardien présente moins d’entrées qu’il n’en avait signé : une ancienne copie a été restaurée, ou la fin a été coupée. Arrêtez-le et rendez-lui le registre récent depuis la copie de la vigie.")),
        FindingKind.Altered => Sign(finding, Severity.Critical,
            new Wording("An entry of the ledger was changed", "Une entrée du registre a été modifiée"),
            new Wording(
                $"{Which(finding, "What the keyholder serves", "Entry {0}, as the keyholder serves it,")} is not what it had signed. The signed tree is whole and this watch’s copy is not touched: somebody edited the keyholder’s files, or they are damaged.",
                $"{Which(finding, "Ce que présente le gardien", "L’entrée {0}, telle que la présente le gardien,")} n’est pas ce qu’il avait signé. L’arbre signé est entier et la copie de la vigie intacte : les fichiers du gardien ont été modifiés ou abîmés.")),
        FindingKind.NotSigned => Sign(finding, Severity.Critical,
            new Wording("A checkpoint is not signed by the ledger’s key", "Un point de contrôle n’est pas signé par la clé du registre"),
            new Wording(
                "Somebody answers in the keyholder’s place, or its files were changed. Nothing of it was taken over.",
                "Quelqu’un répond à la place du gardien, ou ses fichiers ont été modifiés. Rien n’en a été repris.")),
        _ => new Sign(SilentKey, Rule, Severity.High,
            new Wording("The keyholder does not answer the watch", "Le gardien ne répond pas à la vigie"),
            new Wording(
                "What happens meanwhile is not seen here until it answers again; then every entry is read and checked. See whether the keyholder runs and the network between them.",
                "Ce qui se passe entre-temps n’est pas vu ici jusqu’à son retour; chaque entrée sera alors lue et vérifiée. Vérifiez que le gardien tourne et le réseau entre les deux.")),
    };

    /// <summary>The keyholder answers again.</summary>
    public static Sign Back(Finding silence) => Of(silence) with { Settles = true };

    private static Sign Sign(Finding finding, Severity severity, Wording title, Wording words) =>
        new($"ledger:{finding.Kind}:{finding.At.ToString(CultureInfo.InvariantCulture)}", Rule, severity, title, words)
        {
            Earlier = finding.Index is { } index ? [index] : [],
        };

    private static string Which(Finding finding, string whole, string entry) =>
        finding.Index is { } index ? string.Format(CultureInfo.InvariantCulture, entry, index) : whole;
}
