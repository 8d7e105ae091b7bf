using Holdfast.ChartApp.Words;

namespace Holdfast.ChartApp.Chart;

internal static class ChartTexts
{
    public static readonly Text Skip = new("Skip to the chart", "Aller au dossier");
    public static readonly Text Sections = new("Parts of the chart", "Parties du dossier");
    public static readonly Text Summary = new("Summary", "Résumé");
    public static readonly Text Visits = new("Visits", "Visites");
    public static readonly Text Vitals = new("Vitals", "Signes vitaux");
    public static readonly Text VitalsTab = new("Vitals", "Signes");
    public static readonly Text Plan = new("Care plan", "Plan de soins");
    public static readonly Text PlanTab = new("Plan", "Plan");
    public static readonly Text Write = new("Write", "Rédiger");
    public static readonly Text CloseChart = new("Close chart", "Fermer");
    public static readonly Text Print = new("Print", "Imprimer");
    public static readonly Text Loading = new("Loading", "Chargement");
    public static readonly Text ShowMore = new("Show {0} more", "Afficher {0} de plus");
    public static readonly Text ShowAll = new("Show all", "Tout afficher");
    public static readonly Text ShowLess = new("Show less", "Réduire");
    public static readonly Text TryAgain = new("Try again", "Réessayer");

    public static readonly Text Born = new("born {0}", "né(e) le {0}");
    public static readonly Text Died = new("Died {0}", "Décès : {0}");
    public static readonly Text Female = new("Female", "Féminin");
    public static readonly Text Male = new("Male", "Masculin");
    public static readonly Text Other = new("Other gender", "Autre genre");
    public static readonly Text GenderUnknown = new("Gender not recorded", "Genre non inscrit");
    public static readonly Text BirthUnknown = new("Birth date not recorded", "Date de naissance non inscrite");
    public static readonly Text HealthNumber = new("Health number", "Numéro de santé");
    public static readonly Text NoHealthNumber = new("No health number", "Sans numéro de santé");
    public static readonly Text Show = new("Show", "Afficher");
    public static readonly Text Hide = new("Hide", "Masquer");
    public static readonly Text Phone = new("Phone", "Téléphone");
    public static readonly Text Address = new("Address", "Adresse");
    public static readonly Text SpokenLanguage = new("Language", "Langue");
    public static readonly Text Kin = new("To call", "À joindre");
    public static readonly Text Contact = new("Contact", "Coordonnées");

    public static readonly Text Emergency = new("Emergency access", "Accès d’urgence");
    public static readonly Text EmergencyExplained = new("The privacy office reviews this opening and your reason.", "Le bureau de la vie privée examine cette ouverture et votre motif.");
    public static readonly Text Gap = new(
        "Part of this chart is missing or was changed from outside. What is shown is genuine, but not complete: ask before you rely on what is not here. The privacy office has been told.",
        "Une partie de ce dossier manque ou a été modifiée de l’extérieur. Ce qui est affiché est authentique, mais incomplet : vérifiez avant de vous fier à une absence. Le bureau de la vie privée en est avisé.");
    public static readonly Text GapHead = new("This chart is not complete.", "Ce dossier n’est pas complet.");
    public static readonly Text WithheldHead = new("Something is withheld.", "Des éléments sont retenus.");
    public static readonly Text Withheld = new(
        "Parts of this chart are locked away, at the patient’s wish or because of your role.",
        "Des parties de ce dossier sont verrouillées, à la demande du patient ou en raison de votre rôle.");
    public static readonly Text IdentityOnly = new(
        "As a coordinator you see who this is and how to reach them. Clinical information is not part of your access.",
        "À la coordination, vous voyez qui est cette personne et comment la joindre. Les renseignements cliniques ne font pas partie de votre accès.");
    public static readonly Text CutHead = new("This chart is very long.", "Ce dossier est très long.");
    public static readonly Text Cut = new("Only a part of it is shown here.", "Seule une partie en est affichée ici.");
    public static readonly Text Offline = new("No signal. What is on the screen stays; notes are kept on this device.", "Pas de signal. L’affichage demeure ; les notes sont conservées sur cet appareil.");
    public static readonly Text PartWithheld = new("Withheld from you. Ask your coordinator or the privacy office.", "Retenu pour vous. Adressez-vous à la coordination ou au bureau de la vie privée.");
    public static readonly Text NotesWithheld = new("Notes are withheld from you; the visits are shown without them.", "Les notes vous sont retenues ; les visites sont affichées sans elles.");
    public static readonly Text NotesFailed = new("Some notes could not be loaded; the visits are shown without them.", "Certaines notes n’ont pu être chargées ; les visites sont affichées sans elles.");
    public static readonly Text PartFailed = new("This part could not be loaded. It is not empty.", "Cette partie n’a pu être chargée. Elle n’est pas vide.");
    public static readonly Text SomeFailedHead = new("Not everything has arrived.", "Tout n’est pas arrivé.");

    public static readonly Text Allergies = new("Allergies", "Allergies");
    public static readonly Text NoKnownAllergies = new("No known allergies", "Aucune allergie connue");
    public static readonly Text AllergiesNotRecorded = new("No allergies recorded", "Aucune allergie inscrite");
    public static readonly Text AllergiesNotRecordedHint = new("Nobody has recorded whether there are any. Ask.", "Personne n’a inscrit s’il y en a. Demandez.");
    public static readonly Text AllergiesWithheld = new("Allergies withheld from you", "Allergies retenues pour vous");
    public static readonly Text AllergiesUnknown = new("Allergies not loaded", "Allergies non chargées");
    public static readonly Text HighRisk = new("High risk", "Risque élevé");
    public static readonly Text Severe = new("Severe reaction", "Réaction grave");
    public static readonly Text Unconfirmed = new("Unconfirmed", "Non confirmée");
    public static readonly Text PastAllergies = new("No longer active", "N’est plus active");

    public static readonly Text Alerts = new("Alerts", "Alertes");
    public static readonly Text Problems = new("Problems", "Problèmes de santé");
    public static readonly Text NoProblems = new("No problems recorded.", "Aucun problème inscrit.");
    public static readonly Text NoActiveProblems = new("No active problems.", "Aucun problème actif.");
    public static readonly Text Resolved = new("Resolved", "Résolus");
    public static readonly Text Since = new("since {0}", "depuis {0}");
    public static readonly Text Until = new("until {0}", "jusqu’à {0}");
    public static readonly Text Medications = new("Medications", "Médicaments");
    public static readonly Text NoMedications = new("No medications recorded.", "Aucun médicament inscrit.");
    public static readonly Text NoActiveMedications = new("No active medications.", "Aucun médicament actif.");
    public static readonly Text Stopped = new("Stopped", "Cessés");
    public static readonly Text AsNeeded = new("As needed", "Au besoin");
    public static readonly Text For = new("for {0}", "pour {0}");
    public static readonly Text Unnamed = new("Medicine without a name here", "Médicament dont le nom n’est pas ici");
    public static readonly Text NoDose = new("No dose recorded", "Dose non inscrite");
    public static readonly Text Operations = new("Surgery and procedures", "Chirurgies et interventions");
    public static readonly Text NoOperations = new("None recorded.", "Aucune inscrite.");
    public static readonly Text Planned = new("Planned", "Prévue");
    public static readonly Text NoPlan = new("No care plan recorded.", "Aucun plan de soins inscrit.");
    public static readonly Text Goals = new("Goals", "Objectifs");
    public static readonly Text Due = new("by {0}", "d’ici {0}");
    public static readonly Text PastPlans = new("Earlier plans", "Plans antérieurs");
    public static readonly Text Results = new("Results and scores", "Résultats et scores");
    public static readonly Text ResultsHint = new("newest of each", "le plus récent de chacun");

    public static readonly Text NoVisits = new("No visits yet.", "Aucune visite encore.");
    public static readonly Text HomeVisit = new("Home visit", "Visite à domicile");
    public static readonly Text Ambulatory = new("Clinic visit", "Visite en clinique");
    public static readonly Text EmergencyRoom = new("Emergency department", "Urgence");
    public static readonly Text Inpatient = new("Hospital stay", "Hospitalisation");
    public static readonly Text Virtual = new("Virtual visit", "Visite virtuelle");
    public static readonly Text OtherEncounter = new("Encounter", "Rencontre");
    public static readonly Text DocumentElsewhere = new("Not text; open it in the system that holds it.", "Pas du texte ; à ouvrir dans le système qui le détient.");
    public static readonly Text Replaced = new("Replaced by a later one", "Remplacé par une version ultérieure");
    public static readonly Text VisitPlanned = new("Planned", "Prévue");
    public static readonly Text VisitCancelled = new("Cancelled", "Annulée");
    public static readonly Text By = new("by {0}", "par {0}");
    public static readonly Text NoDate = new("No date", "Sans date");

    public static readonly Text NoVitals = new("No vital signs recorded.", "Aucun signe vital inscrit.");
    public static readonly Text NinetyDays = new("last 90 days", "90 derniers jours");
    public static readonly Text NoneInWindow = new("None in the last 90 days.", "Aucune valeur depuis 90 jours.");
    public static readonly Text UsualRange = new("Shaded: usual range of an adult at rest", "Zone ombrée : valeurs usuelles d’un adulte au repos");
    public static readonly Text AboveUsual = new("above usual", "au-dessus");
    public static readonly Text BelowUsual = new("below usual", "en dessous");
    public static readonly Text AllValues = new("All values as a table", "Toutes les valeurs en tableau");
    public static readonly Text Date = new("Date", "Date");
    public static readonly Text PlotWords = new("{0} readings in the last 90 days; the last is {1}.", "{0} mesures depuis 90 jours ; la dernière est {1}.");
    public static readonly Text PlotRange = new("Lowest {0}, highest {1}.", "La plus basse : {0}, la plus haute : {1}.");
}
