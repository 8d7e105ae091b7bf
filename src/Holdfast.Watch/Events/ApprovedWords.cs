using System.Globalization;
using Holdfast.Wire;

namespace Holdfast.Watch.Events;

/// <summary>What approvals brought about, as sentences.</summary>
internal static class ApprovedWords
{
    public static Wording Of(LedgerEvent entry) => entry.Kind switch
    {
        EventKind.RoleChanged => new($"{{person}} is now {RoleWords.English(entry.Role)}, as {{by}} asked", $"Nouveau rôle de {{person}} : {RoleWords.French(entry.Role)}, à la demande de {{by}}"),
        EventKind.ApproverChanged => entry.On
            ? new("{person} now gives second approvals, as {by} asked", "{person} donne désormais des approbations, à la demande de {by}")
            : new("{person} gives no second approvals any more, as {by} asked", "{person} ne donne plus d’approbations, à la demande de {by}"),
        EventKind.BudgetChanged => new(
            $"{(entry.Person is null ? "The whole organisation has" : "{person} has")} a budget of {Number(entry)} {Budget(entry.What).English} for a time, as {{by}} asked",
            $"{(entry.Person is null ? "Toute l’organisation a" : "{person} a")} pour un temps un plafond de {Number(entry)} {Budget(entry.What).French}, à la demande de {{by}}"),
        EventKind.RosterChanged => entry.On
            ? new("{person} may now enter schedules, as {by} asked", "{person} peut désormais saisir les horaires, à la demande de {by}")
            : new("{person} enters no schedules any more, as {by} asked", "{person} ne saisit plus les horaires, à la demande de {by}"),
        _ => new("A sealed paper was made; any before it is void", "Un papier scellé a été fait; tout papier antérieur est nul"),
    };

    private static (string English, string French) Budget(string? budget) => budget switch
    {
        "charts" => ("charts in 24 hours", "dossiers en 24 heures"),
        "emergency" => ("charts by emergency access in 24 hours", "dossiers par accès d’urgence en 24 heures"),
        "identities" => ("people found by searching in 24 hours", "personnes trouvées par recherche en 24 heures"),
        "organisation-emergency" => ("openings by emergency access in 24 hours", "ouvertures par accès d’urgence en 24 heures"),
        "organisation-coordination" => ("openings by coordinators in 24 hours", "ouvertures par la coordination en 24 heures"),
        _ => ($"({budget})", $"({budget})"),
    };

    private static string Number(LedgerEvent entry) => entry.Count.ToString(CultureInfo.InvariantCulture);
}
