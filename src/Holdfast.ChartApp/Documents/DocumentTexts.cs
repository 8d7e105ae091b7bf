using Holdfast.ChartApp.Words;

namespace Holdfast.ChartApp.Documents;

internal static class DocumentTexts
{
    public static readonly Text Heading = new("Documents", "Documents");
    public static readonly Text None = new("No documents.", "Aucun document.");
    public static readonly Text Open = new("Open", "Ouvrir");
    public static readonly Text Close = new("Close document", "Fermer le document");
    public static readonly Text Save = new("Save a copy", "Enregistrer une copie");
    public static readonly Text SaveWarning = new(
        "A copy leaves the chart: this device keeps it unprotected. Delete it when you are done.",
        "Une copie quitte le dossier : cet appareil la conserve sans protection. Supprimez-la après usage.");
    public static readonly Text NotShown = new("This kind of document cannot be shown here. It can be saved as a file.", "Ce type de document ne peut être affiché ici. Il peut être enregistré comme fichier.");
    public static readonly Text Fetching = new("Fetching the document…", "Récupération du document…");
    public static readonly Text Drawing = new("Drawing the document…", "Affichage du document…");
    public static readonly Text Failed = new("The document cannot be shown. It may be damaged; save a copy, or ask whoever sent it.", "Le document ne peut être affiché. Il est peut-être endommagé ; enregistrez une copie ou demandez à l’expéditeur.");
    public static readonly Text Unreachable = new("The document could not be fetched. Check the signal and try again.", "Le document n’a pu être récupéré. Vérifiez le signal et réessayez.");
    public static readonly Text Damaged = new("What was stored of this document is missing or was changed from outside, and is not shown. The privacy office has been told.", "Ce document manque ou a été modifié de l’extérieur ; il n’est pas affiché. Le bureau de la vie privée en est avisé.");
    public static readonly Text Page = new("Page {0} of {1}", "Page {0} de {1}");
    public static readonly Text Smaller = new("Smaller", "Réduire");
    public static readonly Text Larger = new("Larger", "Agrandir");

    public static readonly Text Attach = new("Attach a document", "Joindre un document");
    public static readonly Text Photograph = new("Take a photograph", "Prendre une photo");
    public static readonly Text ChooseFile = new("Choose a file", "Choisir un fichier");
    public static readonly Text Kinds = new("PDF, pictures or plain text, up to 1 GB.", "PDF, images ou texte brut, jusqu’à 1 Go.");
    public static readonly Text WrongKind = new("This kind of file cannot be attached. Print it to PDF, or photograph it.", "Ce type de fichier ne peut être joint. Imprimez-le en PDF ou photographiez-le.");
    public static readonly Text Title = new("What is it?", "De quoi s’agit-il ?");
    public static readonly Text Send = new("Attach", "Joindre");
    public static readonly Text Cancel = new("Cancel", "Annuler");
    public static readonly Text Sending = new("{0} of {1} sent", "{0} de {1} envoyés");
    public static readonly Text Waiting = new("No signal. It goes on by itself when the signal is back; leave this page open.", "Pas de signal. L’envoi reprendra de lui-même ; laissez cette page ouverte.");
    public static readonly Text Checking = new("Being checked and sealed…", "Vérification et scellement…");
    public static readonly Text Sent = new("Attached to the chart.", "Joint au dossier.");
    public static readonly Text NotSent = new("Not attached.", "Non joint.");
    public static readonly Text Replaced = new("Replaced by a later one", "Remplacé par une version ultérieure");

    public static readonly Text Kilobytes = new("{0} KB", "{0} ko");
    public static readonly Text Megabytes = new("{0} MB", "{0} Mo");

    public static string SizeOf(long bytes, Wording w) =>
        bytes < 1_000_000 ? w.Say(Kilobytes, w.Number(Math.Max(1, Math.Round(bytes / 1000m)))) : w.Say(Megabytes, w.Number(Math.Round(bytes / 1_000_000m, bytes < 10_000_000 ? 1 : 0)));

    public static Text KindOf(string contentType) => contentType switch
    {
        "application/pdf" => new("PDF", "PDF"),
        "text/plain" => new("Text", "Texte"),
        "image/tiff" => new("Scan (TIFF)", "Numérisation (TIFF)"),
        _ when contentType.StartsWith("image/", StringComparison.Ordinal) => new("Picture", "Image"),
        _ => new("File", "Fichier"),
    };
}
