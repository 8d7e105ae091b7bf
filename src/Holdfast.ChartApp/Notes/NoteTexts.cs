using Holdfast.ChartApp.Words;

namespace Holdfast.ChartApp.Notes;

internal static class NoteTexts
{
    public static readonly Text Write = new("Write a visit note", "Rédiger une note de visite");
    public static readonly Text Heading = new("Visit note", "Note de visite");
    public static readonly Text VisitWas = new("Time of the visit", "Heure de la visite");
    public static readonly Text LateEntry = new("Late entry", "Note tardive");
    public static readonly Text LateExplained = new(
        "This will be marked as a late entry: the time of the visit and the time of writing are both kept.",
        "Elle sera marquée comme note tardive : l’heure de la visite et l’heure de rédaction sont toutes deux conservées.");
    public static readonly Text WrittenAt = new("written {0}", "rédigée le {0}");
    public static readonly Text Note = new("Note", "Note");
    public static readonly Text NoteHint = new("What you saw, did and agreed, and what the next person must know.", "Ce que vous avez constaté, fait et convenu, et ce que la prochaine personne doit savoir.");
    public static readonly Text Vitals = new("Vital signs", "Signes vitaux");
    public static readonly Text Optional = new("optional", "facultatif");
    public static readonly Text Tasks = new("Done from the care plan", "Fait selon le plan de soins");
    public static readonly Text TasksTitle = new("Tasks done", "Tâches effectuées");
    public static readonly Text LastTime = new("last {0}", "dernière : {0}");

    public static readonly Text Send = new("Sign and send", "Signer et envoyer");
    public static readonly Text SendAgain = new("Send again", "Envoyer de nouveau");
    public static readonly Text SendAnyway = new("Sign and send as it is", "Signer et envoyer tel quel");
    public static readonly Text Sending = new("Sending…", "Envoi en cours…");
    public static readonly Text Close = new("Close, keep draft", "Fermer, garder le brouillon");
    public static readonly Text Discard = new("Discard draft", "Supprimer le brouillon");
    public static readonly Text DiscardSure = new("Discard for good?", "Supprimer pour de bon ?");
    public static readonly Text Keep = new("Keep it", "Garder");
    public static readonly Text EditAgain = new("Edit again", "Modifier");
    public static readonly Text Continue = new("Continue writing", "Poursuivre la rédaction");

    public static readonly Text Saving = new("Saving…", "Enregistrement…");
    public static readonly Text Saved = new("Saved on this device at {0}", "Enregistré sur cet appareil à {0}");
    public static readonly Text NotSaved = new(
        "This device could not save the draft. Keep this page open and send the note before you leave it.",
        "Cet appareil n’a pas pu enregistrer le brouillon. Gardez cette page ouverte et envoyez la note avant de la quitter.");
    public static readonly Text NothingYet = new("Saved on this device as you write", "Enregistré sur cet appareil au fil de la rédaction");
    public static readonly Text SealedExplained = new(
        "Sealed on this device; it survives a lock, a reload and a lost signal.",
        "Scellé sur cet appareil ; il résiste au verrouillage, au rechargement et à la perte de signal.");

    public static readonly Text DraftFrom = new("Unfinished note of {0}", "Note inachevée du {0}");
    public static readonly Text QueuedFrom = new("Signed note of {0}, waiting for signal", "Note signée du {0}, en attente de signal");
    public static readonly Text HalfSentFrom = new("Signed note of {0}, not confirmed yet", "Note signée du {0}, pas encore confirmée");
    public static readonly Text Queued = new(
        "No signal. The note is signed and kept, sealed, on this device; it is sent by itself when the signal is back and this chart is open.",
        "Pas de signal. La note est signée et conservée, scellée, sur cet appareil ; elle partira d’elle-même au retour du signal, ce dossier étant ouvert.");
    public static readonly Text Sent = new("Sent. It is in the chart, version {0}.", "Envoyée. Elle est au dossier, version {0}.");
    public static readonly Text OneSentMeanwhile = new("The note that was waiting was sent. It is in the chart.", "La note en attente a été envoyée. Elle est au dossier.");
    public static readonly Text SentMeanwhile = new("{0} notes that were waiting were sent. They are in the chart.", "{0} notes en attente ont été envoyées. Elles sont au dossier.");
    public static readonly Text SentPlain = new("Sent. It is in the chart.", "Envoyée. Elle est au dossier.");
    public static readonly Text Unknown = new(
        "A draft on this device was made by another version of the application and cannot be shown. It is kept.",
        "Un brouillon sur cet appareil provient d’une autre version de l’application et ne peut être affiché. Il est conservé.");

    public static readonly Text RefusedHead = new("The note was not accepted. It is kept on this device.", "La note n’a pas été acceptée. Elle est conservée sur cet appareil.");
    public static readonly Text RefusedPart = new("Part of the note is in the chart; the rest was not accepted and is kept on this device.", "Une partie de la note est au dossier ; le reste n’a pas été accepté et est conservé sur cet appareil.");
    public static readonly Text MendConflict = new("Somebody else was writing in this chart. Send again: nothing is written twice.", "Quelqu’un d’autre écrivait dans ce dossier. Envoyez de nouveau : rien n’est écrit deux fois.");
    public static readonly Text MendForbidden = new("Your access does not allow writing here. Open the chart again from My day; if it still refuses, tell your coordinator.", "Votre accès ne permet pas d’écrire ici. Rouvrez le dossier depuis Ma journée ; si le refus persiste, avisez votre coordination.");
    public static readonly Text MendEnded = new("Your access to this chart has ended. Open it again from My day: the note will be waiting here.", "Votre accès à ce dossier a pris fin. Rouvrez-le depuis Ma journée : la note vous y attendra.");
    public static readonly Text MendInvalid = new("The server found a fault in it. Mend what it names, then send again.", "Le serveur y a trouvé une erreur. Corrigez ce qu’il indique, puis envoyez de nouveau.");
    public static readonly Text MendLater = new("The server cannot take it now. Send again in a few minutes; nothing is written twice.", "Le serveur ne peut la recevoir pour l’instant. Envoyez de nouveau dans quelques minutes ; rien n’est écrit deux fois.");
    public static readonly Text ServerSays = new("The server says:", "Le serveur indique :");

    public static readonly Text Empty = new("Write something, or enter a vital sign.", "Écrivez quelque chose, ou inscrivez un signe vital.");
    public static readonly Text TooLong = new("The note is too long: at most 20,000 characters.", "La note est trop longue : au plus 20 000 caractères.");
    public static readonly Text InFuture = new("This time is in the future. Set when the visit was.", "Cette heure est dans le futur. Indiquez quand la visite a eu lieu.");
    public static readonly Text LongAgo = new("This is more than a month ago. Is the date right?", "C’était il y a plus d’un mois. La date est-elle juste ?");
    public static readonly Text NoTime = new("Set the date and time of the visit.", "Indiquez la date et l’heure de la visite.");
    public static readonly Text NotANumber = new("Enter a number with at most one decimal, such as 36.8.", "Inscrivez un nombre à une décimale au plus, comme 36,8.");
    public static readonly Text NotAWholeNumber = new("Enter a whole number, such as 72.", "Inscrivez un nombre entier, comme 72.");
    public static readonly Text NotAPressure = new("Enter two whole numbers with a slash, such as 132/78.", "Inscrivez deux nombres entiers séparés par une barre, comme 132/78.");
    public static readonly Text NotPossible = new("Not possible. Enter a value between {0}.", "Valeur impossible. Inscrivez une valeur comprise entre {0}.");
    public static readonly Text PressureUpsideDown = new("The upper value must be greater than the lower one.", "La valeur du haut doit être supérieure à celle du bas.");
    public static readonly Text LookAgain = new("Unusual. Measure or read again; if it is right, send it.", "Inhabituel. Mesurez ou relisez ; si c’est exact, envoyez.");
    public static readonly Text MendFirst = new("Mend the marked fields first.", "Corrigez d’abord les champs signalés.");
    public static readonly Text CheckWarnings = new("Some values are unusual. Check them, then sign.", "Certaines valeurs sont inhabituelles. Vérifiez-les, puis signez.");
    public static readonly Text ReadOnly = new("You opened this chart to read. Writing is not part of this access.", "Vous avez ouvert ce dossier en lecture. L’écriture ne fait pas partie de cet accès.");
}
