namespace Holdfast.Watch.Events;

/// <summary>What provisioning sources (SCIM) said, and what came of it, as sentences.</summary>
internal static class ProvisioningWords
{
    public static Wording Of(LedgerEvent entry) => entry.What switch
    {
        "registered" => new($"The system “{entry.Service}” may now suggest and disable people, as {{by}} asked", $"Le système « {entry.Service} » peut désormais suggérer et désactiver des personnes, à la demande de {{by}}"),
        "retired" => new($"{{by}} retired the system “{entry.Service}”: it is heard no more", $"{{by}} a retiré le système « {entry.Service} » : il n’est plus entendu"),
        "suggested" => new($"The system “{entry.Service}” suggested somebody to hire", $"Le système « {entry.Service} » a suggéré une embauche"),
        "changed" => new($"The system “{entry.Service}” changed what it says of {Whom(entry).English}", $"Le système « {entry.Service} » a modifié ce qu’il dit de {Whom(entry).French}"),
        "withdrawn" => new($"The system “{entry.Service}” took back what it said of {Whom(entry).English}", $"Le système « {entry.Service} » a retiré ce qu’il disait de {Whom(entry).French}"),
        "disabled" => new($"The system “{entry.Service}” DISABLED {{person}}: away until two people call them back", $"Le système « {entry.Service} » a DÉSACTIVÉ {{person}} : absence jusqu’au rappel par deux personnes"),
        "not-disabled" => new($"The system “{entry.Service}” wanted to disable {{person}}; it was not done", $"Le système « {entry.Service} » voulait désactiver {{person}}; cela n’a pas été fait"),
        "return-suggested" => new($"The system “{entry.Service}” has {{person}} active again: nothing was done", $"Le système « {entry.Service} » donne {{person}} comme active : rien n’a été fait"),
        "linked" => new($"{{by}} linked {{person}} with the system “{entry.Service}”", $"{{by}} a lié {{person}} au système « {entry.Service} »"),
        "dismissed" => new($"{{by}} dismissed a suggestion of the system “{entry.Service}”", $"{{by}} a écarté une suggestion du système « {entry.Service} »"),
        "read" => new($"The system “{entry.Service}” read back what it had sent ({entry.Count})", $"Le système « {entry.Service} » a relu ses envois ({entry.Count})"),
        _ => new($"{entry.Service}: {entry.What}", $"{entry.Service} : {entry.What}"),
    };

    private static (string English, string French) Whom(LedgerEvent entry) => entry.Person is null ? ("somebody who is not linked", "quelqu’un qui n’est pas lié") : ("{person}", "{person}");
}
