using System.Globalization;
using Holdfast.Watch.Alerts;
using Holdfast.Watch.Events;

namespace Holdfast.Watch.Rules;

/// <summary>Passwords are being tried: many failures on one account, or many from one place, whatever the accounts. Nobody gets in by either, and both are to be known at the first one.</summary>
internal static class PasswordCampaign
{
    /// <summary>Twice what somebody who forgot it tries before they use their passkey; then again where it grows, and where the password is disabled.</summary>
    private static readonly int[] OnOneAccount = [10, 50, 100];

    /// <summary>More than an office mistypes in ten minutes: each of these is another try, on whichever account.</summary>
    public const int FromOneSource = 10;

    public static Sign? See(LedgerEvent entry, RuleState state)
    {
        if (entry.Kind != EventKind.SignInFailed) return null;
        return entry is { Person: { } person } && OnOneAccount.Contains(entry.Failures)
            ? new Sign($"password-guessed:{person}:{entry.Index.ToString(CultureInfo.InvariantCulture)}", "password-guessed", entry.Failures > OnOneAccount[0] ? Severity.High : Severity.Medium,
                new Wording("A password is being guessed", "Un mot de passe est deviné"),
                new Wording(
                    "Sign-ins by password as {person} failed again and again; each wait is longer than the one before, and after 100 failures the password is disabled. The passkey of {person} works as before. Ask {person}; if it was somebody else, have {person} remove the password.",
                    "Les connexions par mot de passe au nom de {person} échouent à répétition; chaque attente est plus longue que la précédente et, après 100 échecs, le mot de passe est désactivé. La clé d’accès de {person} fonctionne comme avant. Demandez-lui; si c’était quelqu’un d’autre, faites-lui retirer le mot de passe."))
            {
                Person = person,
            }
            : FromOnePlace(entry, state);
    }

    private static Sign? FromOnePlace(LedgerEvent entry, RuleState state)
    {
        var burst = state.BurstOf(RuleState.SignInsFrom(entry), entry.At);
        if ((burst?.Count ?? 0) + Burst.WeightOf(entry) < FromOneSource) return null;
        return new Sign($"password-campaign:{(burst?.First ?? entry.Index).ToString(CultureInfo.InvariantCulture)}", "password-campaign", Severity.High,
            new Wording("Passwords are being tried out", "Des mots de passe sont essayés en série"),
            new Wording(
                "Many sign-ins by password through {node} failed within minutes. Somebody is trying passwords on many accounts. Each place and each account is slowed down, and nobody gets in without the code; consider switching passwords off (signIn in the keyholder’s role.json).",
                "De nombreuses connexions par mot de passe passant par {node} ont échoué en quelques minutes. Quelqu’un essaie des mots de passe sur plusieurs comptes. Chaque provenance et chaque compte est ralenti, et personne n’entre sans le code; envisagez de désactiver les mots de passe (signIn dans le role.json du gardien)."))
        {
            Node = entry.Node, Earlier = burst is { Count: < FromOneSource } ? burst.Opening : [],
        };
    }
}
