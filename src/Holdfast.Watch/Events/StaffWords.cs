namespace Holdfast.Watch.Events;

/// <summary>Joining, leave, leaving and what people look at about themselves, each as a sentence.</summary>
internal static class StaffWords
{
    public static Wording Of(LedgerEvent entry) => entry.Kind switch
    {
        EventKind.StaffChart => new("{person} was given a staff chart", "Un dossier du personnel a été créé pour {person}"),
        EventKind.Leave => new("{by} entered a leave of {person}", "{by} a inscrit un congé de {person}"),
        EventKind.Part => new("{by} entered that {person} leaves", "{by} a inscrit le départ de {person}"),
        EventKind.MyDetails => new("{person} looked at what is held about them", "{person} a consulté ce qui est conservé à son sujet"),
        EventKind.Uncovered => new(
            $"{{person}} looked at visits without a person: {entry.Charts.Count} {(entry.Charts.Count == 1 ? "patient" : "patients")}",
            $"{{person}} a consulté les visites sans personne : {entry.Charts.Count} {(entry.Charts.Count == 1 ? "patient" : "patients")}"),
        _ => Standing(entry.State),
    };

    private static Wording Standing(string? state) => state switch
    {
        "working" => new("{person} is at work", "{person} est au travail"),
        "not-yet" => new("{person} has yet to begin", "{person} n’a pas encore commencé"),
        "on-leave" => new("{person} is on leave: access rests", "{person} est en congé : accès suspendu"),
        "dormant" => new("{person} was disabled: not used for too long", "Accès de {person} désactivé : trop longtemps inutilisé"),
        "left" => new("{person} has left: access ended", "{person} est parti·e : accès terminé"),
        _ => new($"{{person}}: {state}", $"{{person}} : {state}"),
    };
}
