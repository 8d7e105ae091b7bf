using System.Globalization;

namespace Holdfast.Watch.Events;

/// <summary>Bulk exports, as sentences.</summary>
internal static class ExportWords
{
    public static Wording Of(LedgerEvent entry) => entry.Kind switch
    {
        EventKind.ExportAsked => new(
            $"The service “{entry.Client}” asked through {{node}} for {Charts(entry, "1 chart", "charts")} as files; it waits for two people",
            $"Le service « {entry.Client} » a demandé par {{node}} {Charts(entry, "1 dossier", "dossiers")} sous forme de fichiers; la demande attend deux personnes"),
        EventKind.ExportApproved => new(
            $"{Charts(entry, "1 chart", "charts")} may be given to the service “{entry.Client}” as files, as {{by}} asked",
            $"{Charts(entry, "1 dossier peut être remis", "dossiers peuvent être remis")} au service « {entry.Client} » sous forme de fichiers, à la demande de {{by}}"),
        EventKind.ExportBegun => new(
            $"{{node}} began to write {Charts(entry, "1 chart", "charts")} for the service “{entry.Client}” into sealed files",
            $"{{node}} a commencé à écrire {Charts(entry, "1 dossier", "dossiers")} pour le service « {entry.Client} » dans des fichiers scellés"),
        EventKind.ExportSaved => new(
            $"{Charts(entry, "1 chart is", "charts are")} written for the service “{entry.Client}” so far{Missing(entry, false)}",
            $"{Charts(entry, "1 dossier est écrit", "dossiers sont écrits")} jusqu’ici pour le service « {entry.Client} »{Missing(entry, true)}"),
        EventKind.ExportFinished => new(
            $"The export for the service “{entry.Client}” is finished: {Charts(entry, "1 chart", "charts")}{Missing(entry, false)}",
            $"L’exportation pour le service « {entry.Client} » est terminée : {Charts(entry, "1 dossier", "dossiers")}{Missing(entry, true)}"),
        EventKind.ExportEnded => new(
            $"The export for the service “{entry.Client}” ended ({entry.Why}); its files are removed",
            $"L’exportation pour le service « {entry.Client} » a pris fin ({entry.Why}); ses fichiers sont supprimés"),
        _ => new(
            $"The service “{entry.Client}” fetched a sealed file of its export through {{node}}",
            $"Le service « {entry.Client} » a cherché par {{node}} un fichier scellé de son exportation"),
    };

    private static string Charts(LedgerEvent entry, string one, string many) => entry.Count == 1 ? one : $"{Number(entry.Count)} {many}";

    private static string Missing(LedgerEvent entry, bool french) => entry.Failures == 0 ? "" : french ? $", dont {Number(entry.Failures)} non remis" : $", {Number(entry.Failures)} of them not given";

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}
