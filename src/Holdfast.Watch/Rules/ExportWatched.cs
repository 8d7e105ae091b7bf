using Holdfast.Watch.Alerts;
using Holdfast.Watch.Events;

namespace Holdfast.Watch.Rules;

/// <summary>
/// Bulk exports: each that begins is told, though two people approved it; one that the ledger shows no approval of, or whose
/// keys went to another node than its worker, is the gravest thing that a keyholder could do; a kick-off for which nobody
/// asked two people may be somebody in records who tries.
/// </summary>
internal static class ExportWatched
{
    public static Sign? See(LedgerEvent entry, RuleState state) => entry switch
    {
        { Kind: EventKind.ExportBegun, Export: { } begun } when !state.KnowsExport(begun) => Unapproved(entry, begun),
        { Kind: EventKind.ExportBegun, Export: { } begun } => Begun(entry, begun),
        { Kind: EventKind.ExportEnded, Export: { } ended, Why: "lapsed" } => Unasked(entry, ended),
        { Kind: EventKind.Release } when state.ExportOf(entry.Grant) is { } run && (run.Node != entry.Node || run.Instance != entry.Instance) => Outside(entry, run.Node),
        _ => null,
    };

    private static Sign Begun(LedgerEvent entry, string export) => new($"export:{export}", "export", Severity.Medium,
        new Wording("Charts are given out as files", "Des dossiers sont remis sous forme de fichiers"),
        new Wording(
            $"An export of {entry.Count} charts for {{service}} began at {{node}}. Two people approved it: look that they meant to, and that the receiver’s key is the receiver’s. Whoever holds that key keeps what it opens.",
            $"Une exportation de {entry.Count} dossiers pour {{service}} a commencé sur {{node}}. Deux personnes l’ont approuvée : vérifiez que c’était voulu et que la clé est bien celle du destinataire. Qui détient cette clé garde ce qu’elle ouvre."))
    {
        Node = entry.Node, Service = entry.Client,
    };

    private static Sign Unapproved(LedgerEvent entry, string export) => new($"export-unapproved:{export}", "export-unapproved", Severity.Critical,
        new Wording("An export that nobody approved", "Une exportation que personne n’a approuvée"),
        new Wording(
            "An export for {service} began at {node}, and the ledger shows no approval of it. Stop {node} and the keyholder, and ask for the exposure of {node}.",
            "Une exportation pour {service} a commencé sur {node} et le registre n’en montre aucune approbation. Arrêtez {node} et le gardien, et demandez l’exposition de {node}."))
    {
        Node = entry.Node, Service = entry.Client,
    };

    private static Sign Unasked(LedgerEvent entry, string export) => new($"export-unasked:{export}", "export-unasked", Severity.Medium,
        new Wording("An export that nobody wanted", "Une exportation que personne ne voulait"),
        new Wording(
            "{service} asked for charts as files, and in three days nobody here asked two people to approve it. Ask whoever runs {service} whether they did: somebody who holds its key, or owns records, may have tried.",
            "{service} a demandé des dossiers sous forme de fichiers et, en trois jours, personne ici n’a demandé l’approbation. Demandez à qui exploite {service} si c’était voulu : quelqu’un qui détient sa clé ou les registres a peut-être essayé."))
    {
        Service = entry.Client,
    };

    private static Sign Outside(LedgerEvent entry, string? node) => new($"export-outside:{entry.Grant}:{entry.Instance}", "export-outside", Severity.Critical,
        new Wording("An export’s keys went elsewhere", "Les clés d’une exportation sont allées ailleurs"),
        new Wording(
            $"An export began at {node}, but {{node}} was given keys under it ({{count}} times). Stop both and ask for the exposure of {{node}}.",
            $"Une exportation a commencé sur {node}, mais {{node}} a reçu des clés en son nom ({{count}} fois). Arrêtez les deux et demandez l’exposition de {{node}}."))
    {
        Node = entry.Node, Service = entry.Service,
    };
}
