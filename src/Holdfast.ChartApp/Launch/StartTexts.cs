using Holdfast.ChartApp.Words;

namespace Holdfast.ChartApp.Launch;

internal static class StartTexts
{
    public static readonly Text Opening = new("Opening the chart…", "Ouverture du dossier…");
    public static readonly Text NotOpened = new("The chart was not opened", "Le dossier n’a pas été ouvert");
    public static readonly Text OtherServer = new(
        "This link belongs to another server. Open the chart from My day.",
        "Ce lien appartient à un autre serveur. Ouvrez le dossier depuis Ma journée.");
    public static readonly Text NoConfiguration = new(
        "The records server did not answer. Check your signal, then open the chart again from My day.",
        "Le serveur des dossiers n’a pas répondu. Vérifiez votre signal, puis rouvrez le dossier depuis Ma journée.");
    public static readonly Text NoAnswer = new(
        "The records server did not answer in time. Open the chart again from My day.",
        "Le serveur des dossiers n’a pas répondu à temps. Rouvrez le dossier depuis Ma journée.");
    public static readonly Text NotGranted = new(
        "Access was not granted, or the link was used already. Open the chart again from My day.",
        "L’accès n’a pas été accordé, ou le lien a déjà servi. Rouvrez le dossier depuis Ma journée.");
    public static readonly Text ServerSays = new("The server says:", "Le serveur indique :");
    public static readonly Text NoLaunchHead = new("Open a chart from My day", "Ouvrez un dossier depuis Ma journée");
    public static readonly Text NoLaunch = new(
        "No chart is open here. A chart stays open only while this page does, so that a lost phone shows nothing.",
        "Aucun dossier n’est ouvert ici. Un dossier ne reste ouvert qu’avec cette page : un téléphone perdu ne montre rien.");
    public static readonly Text OfflineHead = new("No signal", "Pas de signal");
    public static readonly Text Offline = new(
        "The records server cannot be reached. Notes that you began are safe on this device; go on when the signal is back.",
        "Le serveur des dossiers est injoignable. Les notes commencées sont en sûreté sur cet appareil ; poursuivez au retour du signal.");
    public static readonly Text TryAgain = new("Try again", "Réessayer");
    public static readonly Text MyDay = new("My day", "Ma journée");
    public static readonly Text ToMyDay = new("Go to My day", "Aller à Ma journée");
    public static readonly Text OneDraft = new("{0} note that was not sent is kept, sealed, on this device.", "{0} note non envoyée est conservée, scellée, sur cet appareil.");
    public static readonly Text Drafts = new("{0} notes that were not sent are kept, sealed, on this device.", "{0} notes non envoyées sont conservées, scellées, sur cet appareil.");
    public static readonly Text DraftsWhere = new(
        "What is kept appears again when its author opens the same chart.",
        "Ce qui est conservé réapparaît quand son auteur rouvre le même dossier.");
    public static readonly Text LockedHead = new("The chart was closed", "Le dossier a été fermé");
    public static readonly Text LockedIdle = new(
        "Nobody used it for {0} minutes, so it was put away. Drafts are kept on this device.",
        "Personne ne l’a utilisé pendant {0} minutes ; il a été rangé. Les brouillons sont conservés sur cet appareil.");
    public static readonly Text LockedEnded = new(
        "Your access has ended: the session is over, or access was stopped. Drafts are kept on this device.",
        "Votre accès a pris fin : la session est terminée, ou l’accès a été interrompu. Les brouillons sont conservés sur cet appareil.");
}
