using Holdfast.Ui;

namespace Holdfast.Desk.Authorize;

/// <summary>What an application would be given, as a person reads it: one line for reading, one for writing, one for each thing more.</summary>
internal static class ScopeWords
{
    /// <summary>Types that applications ask for most; others are called by their FHIR names.</summary>
    private static readonly Dictionary<string, (string English, string French)> Types = new(StringComparer.Ordinal)
    {
        ["Patient"] = ("who the patient is", "l’identité du patient"),
        ["Observation"] = ("measurements and observations", "les mesures et observations"),
        ["Condition"] = ("problems", "les problèmes"),
        ["AllergyIntolerance"] = ("allergies", "les allergies"),
        ["MedicationRequest"] = ("prescriptions", "les ordonnances"),
        ["MedicationStatement"] = ("medications taken", "les médicaments pris"),
        ["MedicationAdministration"] = ("medications given", "les médicaments administrés"),
        ["Immunization"] = ("immunizations", "les vaccins"),
        ["Procedure"] = ("procedures", "les interventions"),
        ["Encounter"] = ("visits", "les visites"),
        ["CarePlan"] = ("care plans", "les plans de soins"),
        ["DiagnosticReport"] = ("reports of results", "les rapports de résultats"),
        ["DocumentReference"] = ("documents", "les documents"),
        ["Practitioner"] = ("names of staff", "les noms du personnel"),
    };

    public static IReadOnlyList<string> Of(AuthorizationRequest request, Words words)
    {
        var scopes = request.Granted.Split(' ');
        var lines = new List<string>();
        if (request.Search)
            lines.Add(words["Search for patients as you do here: who somebody is, no chart. Each search is recorded with your name and counts among yours", "Chercher des patients comme vous le faites ici : qui est une personne, aucun dossier. Chaque recherche est consignée à votre nom et compte parmi les vôtres"]);
        Add(words["Read", "Lire"], "rs");
        Add(words["Add and change", "Ajouter et modifier"], "cud");
        if (scopes.Contains("openid")) lines.Add(words["Learn your name and that you work here", "Savoir votre nom et que vous travaillez ici"]);
        if (scopes.Contains("online_access"))
            lines.Add(request.Search ? words["Go on until you sign out", "Continuer jusqu’à votre déconnexion"] : words["Go on with this chart until you sign out", "Continuer avec ce dossier jusqu’à votre déconnexion"]);
        if (request is { Bearer: true, Search: true }) lines.Add(words["Its access is not tied to this device, so it is short", "Son accès n’est pas lié à cet appareil : il est court"]);
        else if (request.Bearer)
            lines.Add(words["Its access is not tied to this device, so it is short and for one chart at a time", "Son accès n’est pas lié à cet appareil : il est court et pour un seul dossier à la fois"]);
        return lines;

        void Add(string verb, string letters)
        {
            var types = scopes.Where(s => s.StartsWith("patient/", StringComparison.Ordinal) && s[(s.LastIndexOf('.') + 1)..].AsSpan().IndexOfAny(letters) >= 0)
                .Select(s => s["patient/".Length..s.LastIndexOf('.')]).ToList();
            if (types.Count > 0) lines.Add($"{verb} {(types.Contains("*") ? words["all that you may see of the chart", "tout ce que vous pouvez voir du dossier"] : string.Join(", ", types.Select(type => NameOf(type, words))))}");
        }
    }

    private static string NameOf(string type, Words words) => Types.TryGetValue(type, out var known) ? words[known.English, known.French] : type;
}
