using Holdfast.Watch.Alerts;
using Holdfast.Watch.Events;

namespace Holdfast.Watch.Rules;

/// <summary>An import by a service that never imported before, and keys of an import given to another node than the one that began it.</summary>
internal static class ImportWatched
{
    public static Sign? See(LedgerEvent entry, RuleState state)
    {
        if (entry is { Kind: EventKind.Import, Service: { } service } && !state.KnowsService(service))
            return new Sign($"import:{service}", "import", Severity.Low,
                new Wording("A first import", "Une première importation"),
                new Wording(
                    "{service} brought in charts for the first time, at {node}. It can read back only what it wrote.",
                    "{service} a importé des dossiers pour la première fois, sur {node}. Il ne peut relire que ce qu’il a écrit."))
            {
                Service = service, Node = entry.Node,
            };

        if (entry.Kind == EventKind.Release && state.ImportOf(entry.Grant) is { } import && (import.Node != entry.Node || import.Instance != entry.Instance))
            return new Sign($"import-outside:{entry.Grant}:{entry.Instance}", "import-outside", Severity.High,
                new Wording("An import’s keys went elsewhere", "Les clés d’une importation sont allées ailleurs"),
                new Wording(
                    $"An import began at {import.Node}, but {{node}} was given keys under it ({{count}} times). Stop both and ask for the exposure of {{node}}.",
                    $"Une importation a commencé sur {import.Node}, mais {{node}} a reçu des clés en son nom ({{count}} fois). Arrêtez les deux et demandez l’exposition de {{node}}."))
            {
                Node = entry.Node, Service = entry.Service,
            };
        return WithoutGrant(entry, state);
    }

    private static Sign? WithoutGrant(LedgerEvent entry, RuleState state) =>
        entry is { Kind: EventKind.Admitted, Grant: not null } && state.ImportOf(entry.Grant) is null && state.Grants.Find(entry.Grant) is null
            ? new Sign($"admitted-outside:{entry.Grant}", "import-outside", Severity.High,
                new Wording("Charts were made under a grant that nobody gave", "Des dossiers ont été créés sans autorisation connue"),
                new Wording(
                    $"An admission names grant {entry.Grant!.Value.ToString()[..8]}, which no entry of the ledger began.",
                    $"Une admission invoque l’autorisation {entry.Grant!.Value.ToString()[..8]}, qu’aucune entrée du registre n’a ouverte."))
            {
                Chart = entry.Chart,
            }
            : null;
}
