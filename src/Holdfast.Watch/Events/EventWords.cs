using System.Globalization;
using Holdfast.Wire;

namespace Holdfast.Watch.Events;

/// <summary>
/// Each entry as a sentence. {person}, {by}, {chart} and {node} are filled in where it is shown, because only the reader's
/// session may learn names.
/// </summary>
internal static class EventWords
{
    public static Wording Of(LedgerEvent entry) => entry.Kind switch
    {
        EventKind.Start or EventKind.Stop or EventKind.Frozen or EventKind.Thawed or EventKind.Witness or EventKind.Import
            or EventKind.Gap or EventKind.Canary or EventKind.ClientRegistered or EventKind.ClientRetired or EventKind.ServiceToken or EventKind.Other or EventKind.Unreadable => OfTheInstallation(entry),
        EventKind.Staff or EventKind.Link or EventKind.Enrolled or EventKind.Session or EventKind.SessionEnd or EventKind.Look
            or EventKind.ReasonRead or EventKind.Assigned or EventKind.StaffList => OfPeople(entry),
        EventKind.MySignIn or EventKind.StepUp or EventKind.Locked or EventKind.Unlocked or EventKind.PasskeyRenamed or EventKind.PasskeyRemoved
            or EventKind.Recovered or EventKind.LinkCodeWrong or EventKind.PasswordSet or EventKind.PasswordRemoved or EventKind.SignInFailed
            or EventKind.IdentityLinked or EventKind.IdentityUnlinked => SignInWords.Of(entry),
        EventKind.Proposed or EventKind.Approved or EventKind.Declined or EventKind.Lapsed => ApprovalWords.Of(entry),
        EventKind.ExportAsked or EventKind.ExportApproved or EventKind.ExportBegun or EventKind.ExportSaved or EventKind.ExportFinished
            or EventKind.ExportEnded or EventKind.ExportDownloaded => ExportWords.Of(entry),
        EventKind.StaffChart or EventKind.Leave or EventKind.Part or EventKind.Standing or EventKind.MyDetails or EventKind.Uncovered => StaffWords.Of(entry),
        EventKind.Provisioning => ProvisioningWords.Of(entry),
        EventKind.RoleChanged or EventKind.ApproverChanged or EventKind.BudgetChanged or EventKind.RosterChanged or EventKind.PaperMade => ApprovedWords.Of(entry),
        _ => OfCharts(entry),
    };

    private static Wording OfCharts(LedgerEvent entry) => entry.Kind switch
    {
        EventKind.MyDay => new(
            $"{{person}} looked at My day: {Charts(entry, "no patient", "1 patient", "patients")}",
            $"{{person}} a consulté Ma journée : {Charts(entry, "aucun patient", "1 patient", "patients")}"),
        EventKind.Search when entry.Grant is not null => new(
            $"{{person}} searched for a patient with an application, through {{node}}: {Charts(entry, "nobody found", "1 found", "found")}{(entry.More ? ", and more that were not shown" : "")}",
            $"{{person}} a cherché un patient avec une application, par {{node}} : {Charts(entry, "personne", "1 trouvé", "trouvés")}{(entry.More ? ", et d’autres non affichés" : "")}"),
        EventKind.OpenSearch => new(
            $"{{person}} lets “{entry.Client}” search for patients in their name{(entry.Bearer ? "; its access is not tied to a device" : "")}",
            $"{{person}} laisse « {entry.Client} » chercher des patients en son nom{(entry.Bearer ? "; son accès n’est lié à aucun appareil" : "")}"),
        EventKind.SearchToken => new(
            $"{{node}} {(entry.Refresh ? "renewed" : "was given")} the right to relay searches of {{person}}", $"{{node}} {(entry.Refresh ? "a renouvelé" : "a reçu")} le droit de transmettre les recherches de {{person}}"),
        EventKind.GrantEnded when entry is { Chart: null, Person: not null } => new(
            $"The right of an application to search for patients in the name of {{person}} ended ({entry.Why})",
            $"Le droit d’une application de chercher des patients au nom de {{person}} a pris fin ({entry.Why})"),
        EventKind.Search => new(
            $"{{person}} searched for a patient: {Charts(entry, "nobody found", "1 found", "found")}{(entry.More ? ", and more that were not shown" : "")}",
            $"{{person}} a cherché un patient : {Charts(entry, "personne", "1 trouvé", "trouvés")}{(entry.More ? ", et d’autres non affichés" : "")}"),
        EventKind.Admitted when entry.Client is { } service => new($"The service “{service}” brought a patient into a chart of its own", $"Le service « {service} » a amené un patient dans un dossier à lui"),
        EventKind.Admitted when entry.Service is { } service => new($"A chart was made by the import “{service}”", $"Un dossier a été créé par l’importation « {service} »"),
        EventKind.Admitted when entry.Person is not null => new("{person} admitted a patient", "{person} a admis un patient"),
        EventKind.Admitted => new("A chart was made", "Un dossier a été créé"),
        EventKind.Launch => new("{person} chose a chart", "{person} a choisi un dossier"),
        EventKind.Open when entry.IsEmergency => new("{person} opened a chart by EMERGENCY ACCESS", "{person} a ouvert un dossier par ACCÈS D’URGENCE"),
        EventKind.Open when entry.Bearer => new(
            $"{{person}} opened a chart with “{entry.Client}”, whose access is not tied to a device", $"{{person}} a ouvert un dossier avec « {entry.Client} », dont l’accès n’est lié à aucun appareil"),
        EventKind.Open when entry.Client is not (null or OwnApplication) => new($"{{person}} opened a chart with “{entry.Client}”", $"{{person}} a ouvert un dossier avec « {entry.Client} »"),
        EventKind.Open => new("{person} opened a chart", "{person} a ouvert un dossier"),
        EventKind.Release => Release(entry),
        EventKind.Head => new(
            $"{Who(entry, "{person}", "an import")} wrote to a chart: {Number(entry.Count)} {(entry.Count == 1 ? "row" : "rows")}",
            $"{Who(entry, "{person}", "une importation")} a écrit dans un dossier : {Number(entry.Count)} {(entry.Count == 1 ? "ligne" : "lignes")}"),
        EventKind.Heads => new(
            $"{Who(entry, "{person}", "an import")} wrote to {Number(entry.Charts.Count)} charts at once: {Number(entry.Count)} rows",
            $"{Who(entry, "{person}", "une importation")} a écrit dans {Number(entry.Charts.Count)} dossiers à la fois : {Number(entry.Count)} lignes"),
        EventKind.Views => new(
            $"{{person}} read in an open chart: {Number(entry.Count)} {(entry.Count == 1 ? "resource" : "resources")} ({Classes(entry, false)}), as {{node}} reports",
            $"{{person}} a lu dans un dossier ouvert : {Number(entry.Count)} {(entry.Count == 1 ? "ressource" : "ressources")} ({Classes(entry, true)}), selon {{node}}"),
        EventKind.GrantEnded => new(
            $"The right of {Who(entry, "{person}", "an import")} to a chart ended ({CauseWords.English(entry)})",
            $"Le droit de {Who(entry, "{person}", "une importation")} sur un dossier a pris fin ({CauseWords.French(entry)})"),
        EventKind.Refused when entry.Count > 0 => new(
            $"{Number(entry.Count)} more requests through {{node}} were refused", $"{Number(entry.Count)} autres demandes passant par {{node}} ont été refusées"),
        EventKind.Refused => new(
            $"{Who(entry, "{person}", "{node}")} was refused ({ActionWords.English(entry.What)}): {RefusalWords.English(entry)}",
            $"{Who(entry, "{person}", "{node}")} a essuyé un refus ({ActionWords.French(entry.What)}) : {RefusalWords.French(entry)}"),
        _ => new(entry.KindText, entry.KindText),
    };

    private static Wording Release(LedgerEvent entry)
    {
        var generations = Number(entry.Generations.Count);
        return new(
            $"Keys of a chart were given to {{node}} for {Who(entry, "{person}", $"the import “{entry.Service}”")}: {Classes(entry, false)}, {generations} {(entry.Generations.Count == 1 ? "generation" : "generations")}{(entry.Refresh ? ", renewed" : "")}",
            $"Des clés d’un dossier ont été remises à {{node}} pour {Who(entry, "{person}", $"l’importation « {entry.Service} »")} : {Classes(entry, true)}, {generations} {(entry.Generations.Count == 1 ? "génération" : "générations")}{(entry.Refresh ? ", renouvellement" : "")}");
    }

    private static Wording OfPeople(LedgerEvent entry) => entry.Kind switch
    {
        EventKind.Staff => new($"{{person}} joined the staff as {RoleWords.English(entry.Role)}", $"{{person}} fait partie du personnel : {RoleWords.French(entry.Role)}"),
        EventKind.Link => new("An enrolment link was made for {person}", "Un lien d’inscription a été créé pour {person}"),
        EventKind.Enrolled => new("{person} enrolled a passkey", "{person} a enregistré une clé d’accès"),
        EventKind.Session when entry.Method is not null => new("{person} signed in at the desk by password and code", "{person} a ouvert une session au poste de soins par mot de passe et code"),
        EventKind.Session => new(
            $"{{person}} signed in {(entry.Origin == "watch" ? "to the watch" : "at the desk")}",
            $"{{person}} a ouvert une session {(entry.Origin == "watch" ? "à la vigie" : "au poste de soins")}"),
        EventKind.SessionEnd => new($"The session of {{person}} ended ({CauseWords.English(entry)})", $"La session de {{person}} a pris fin ({CauseWords.French(entry)})"),
        EventKind.Look when entry.Page is "asked" => new("{person} looked at what became of their own requests", "{person} a consulté le sort de ses propres demandes"),
        EventKind.Look when entry.Page is "askable" => new("{person} looked at what they may ask for", "{person} a consulté ce qui peut être demandé"),
        EventKind.Look when entry.Page is "applications" => new("{person} looked at the list of applications", "{person} a consulté la liste des applications"),
        EventKind.Look => new($"{{person}} looked at this page ({entry.Page})", $"{{person}} a consulté cette page ({entry.Page})"),
        EventKind.StaffList => new("{person} looked at the list of staff", "{person} a consulté la liste du personnel"),
        EventKind.ReasonRead => new("{person} read the reason of an emergency access", "{person} a lu le motif d’un accès d’urgence"),
        EventKind.Assigned when entry.Service is { } service => new(
            $"The schedule service “{service}” assigned {Number(entry.Count)} {(entry.Count == 1 ? "visit or place on a care team" : "visits or places on care teams")}",
            $"Le service d’horaires « {service} » a attribué {Number(entry.Count)} {(entry.Count == 1 ? "visite ou place d’équipe" : "visites ou places d’équipe")}"),
        _ => new(
            $"{{person}} assigned {Number(entry.Count)} {(entry.Count == 1 ? "visit or place on a care team" : "visits or places on care teams")}",
            $"{{person}} a attribué {Number(entry.Count)} {(entry.Count == 1 ? "visite ou place d’équipe" : "visites ou places d’équipe")}"),
    };

    private static Wording OfTheInstallation(LedgerEvent entry) => entry.Kind switch
    {
        EventKind.Start => new($"{{node}} started as {entry.Role}, version {entry.Version}", $"{{node}} a démarré comme {entry.Role}, version {entry.Version}"),
        EventKind.Stop => new("{node} stopped", "{node} s’est arrêté"),
        EventKind.Import => new($"The import “{entry.Service}” began at {{node}}", $"L’importation « {entry.Service} » a commencé sur {{node}}"),
        EventKind.ClientRegistered => new(
            $"The application “{entry.Client}” was registered{(entry.Count > 0 ? $", for {Number(entry.Count)} charts" : "")}{(entry.Bearer ? "; its access is not tied to a device" : "")}",
            $"L’application « {entry.Client} » a été inscrite{(entry.Count > 0 ? $", pour {Number(entry.Count)} dossiers" : "")}{(entry.Bearer ? "; son accès n’est lié à aucun appareil" : "")}"),
        EventKind.ClientRetired => new($"The application “{entry.Client}” was retired: it opens nothing more", $"L’application « {entry.Client} » a été retirée : elle n’ouvre plus rien"),
        EventKind.ServiceToken => new($"The service “{entry.Client}” began to work at {{node}}", $"Le service « {entry.Client} » a commencé à travailler sur {{node}}"),
        EventKind.Gap => new(
            $"{{node}} found a gap in a chart: row {Number(entry.Sequence)}, {entry.Gap}",
            $"{{node}} a trouvé une lacune dans un dossier : ligne {Number(entry.Sequence)}, {entry.Gap}"),
        EventKind.Frozen => new(
            $"{Who(entry, "{person}", "{node}")} was FROZEN ({CauseWords.English(entry)})",
            $"Accès GELÉ : {Who(entry, "{person}", "{node}")} ({CauseWords.French(entry)})"),
        EventKind.Thawed => new($"{{by}} thawed {Who(entry, "{person}", "{node}")}", $"{{by}} a dégelé {Who(entry, "{person}", "{node}")}"),
        EventKind.Canary => new(
            $"{{by}} marked canaries: {Number(entry.Charts.Count)}",
            $"{{by}} a marqué des canaris : {Number(entry.Charts.Count)}"),
        EventKind.Witness => new(
            $"The keyholder says of its witness: {entry.State}, {Number(entry.Size)} entries",
            $"Le gardien dit de son témoin : {entry.State}, {Number(entry.Size)} entrées"),
        EventKind.Other => new($"An entry of a kind that this version does not know: {entry.KindText}", $"Une entrée d’un genre inconnu de cette version : {entry.KindText}"),
        _ => new($"An entry that cannot be read: {entry.Doubt}", $"Une entrée illisible : {entry.Doubt}"),
    };

    /// <summary>The provider's own chart application: what an opening is with when nothing is said.</summary>
    private const string OwnApplication = "holdfast-chart";

    private static string Who(LedgerEvent entry, string person, string otherwise) => entry.Person is null ? otherwise : person;

    private static string Charts(LedgerEvent entry, string none, string one, string many) => entry.Charts.Count switch
    {
        0 => none,
        1 => one,
        var count => $"{Number(count)} {many}",
    };

    private static string Classes(LedgerEvent entry, bool french) =>
        entry.Classes.Count == 0 ? "—" : string.Join(", ", entry.Classes.Select(c => ClassWords.Of(c, french)));

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);
}
