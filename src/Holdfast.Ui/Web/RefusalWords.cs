using Holdfast.Wire;

namespace Holdfast.Ui.Web;

/// <summary>What to tell a person when the keyholder says no: what happened, and what to do about it. Never about a patient.</summary>
public static class RefusalWords
{
    /// <summary>The proto name without its prefix: the word that scripts rely on.</summary>
    public static string NameOf(Why why) => why switch
    {
        Why.Malformed => "MALFORMED",
        Why.TooLarge => "TOO_LARGE",
        Why.Unknown => "UNKNOWN",
        Why.BadSignature => "BAD_SIGNATURE",
        Why.Replayed => "REPLAYED",
        Why.Expired => "EXPIRED",
        Why.WrongOrigin => "WRONG_ORIGIN",
        Why.NotVerified => "NOT_VERIFIED",
        Why.Frozen => "FROZEN",
        Why.NotAllowed => "NOT_ALLOWED",
        Why.NotAssigned => "NOT_ASSIGNED",
        Why.ReasonMissing => "REASON_MISSING",
        Why.BudgetPerson => "BUDGET_PERSON",
        Why.BudgetOrganisation => "BUDGET_ORGANISATION",
        Why.BudgetIdentities => "BUDGET_IDENTITIES",
        Why.Canary => "CANARY",
        Why.Conflict => "CONFLICT",
        Why.WitnessSilent => "WITNESS_SILENT",
        Why.WitnessAhead => "WITNESS_AHEAD",
        Why.ClientUnknown => "CLIENT_UNKNOWN",
        Why.ProofRefused => "PROOF_REFUSED",
        Why.Duplicate => "DUPLICATE",
        Why.Locked => "LOCKED",
        Why.StepUp => "STEP_UP",
        Why.Policy => "POLICY",
        Why.LastPasskey => "LAST_PASSKEY",
        Why.SlowDown => "SLOW_DOWN",
        Why.WeakPassword => "WEAK_PASSWORD",
        Why.NotSignedIn => "NOT_SIGNED_IN",
        Why.CodeNeeded => "CODE_NEEDED",
        Why.WrongCode => "WRONG_CODE",
        Why.OwnRequest => "OWN_REQUEST",
        Why.SameDevice => "SAME_DEVICE",
        Why.NotWaiting => "NOT_WAITING",
        Why.Changed => "CHANGED",
        Why.Left => "LEFT",
        Why.OnLeave => "ON_LEAVE",
        Why.Dormant => "DORMANT",
        Why.NotYet => "NOT_YET",
        Why.ScopeRefused => "SCOPE_REFUSED",
        Why.Waits => "WAITS",
        Why.IdentityNeeded => "IDENTITY_NEEDED",
        Why.IdentityRefused => "IDENTITY_REFUSED",
        Why.SourceCap => "SOURCE_CAP",
        Why.AdmissionsUsedUp => "ADMISSIONS_USED_UP",
        Why.TooMany => "TOO_MANY",
        Why.NotFound => "NOT_FOUND",
        Why.TooBroad => "TOO_BROAD",
        Why.Paper => "PAPER",
        _ => "UNSPECIFIED",
    };

    public static int StatusOf(Why why) => why switch
    {
        Why.Malformed or Why.ReasonMissing or Why.ClientUnknown or Why.ScopeRefused or Why.TooBroad => 400,
        Why.TooLarge => 413,
        Why.Unknown or Why.BadSignature or Why.Replayed or Why.Expired or Why.WrongOrigin or Why.NotVerified or Why.ProofRefused or Why.Locked => 401,
        Why.Conflict or Why.Duplicate or Why.LastPasskey or Why.NotWaiting or Why.Changed => 409,
        Why.NotFound => 404,
        Why.SlowDown or Why.AdmissionsUsedUp or Why.TooMany => 429,
        Why.WeakPassword => 422,
        Why.WitnessSilent or Why.WitnessAhead => 503,
        _ => 403,
    };

    public static string MessageOf(Why why, Words words) => why switch
    {
        Why.TooBroad => words[
            "Too many people share this. Add more letters of the name, the birth date, the whole telephone number, or the house number with the street.",
            "Trop de personnes ont cela en commun. Ajoutez des lettres du nom, la date de naissance, le téléphone entier, ou le numéro avec la rue."],
        Why.Malformed => words[
            "The keyholder did not understand this request. Check what you entered; reload the page if it happens again.",
            "Le gardien des clés n’a pas compris cette demande. Vérifiez votre saisie; rechargez la page si cela se reproduit."],
        Why.TooLarge => words["This is more than one request may hold. Send it in smaller parts.", "C’est plus que ce qu’une demande peut contenir. Envoyez-la en parties plus petites."],
        Why.Unknown or Why.Expired => words[
            "This is no longer valid: it has expired or was already used. Sign in again, or ask for a new link if you came by one.",
            "Ce n’est plus valide : c’est expiré ou déjà utilisé. Reconnectez-vous, ou demandez un nouveau lien si vous en aviez un."],
        Why.BadSignature => words[
            "The signature does not fit. If you use an older passkey, it may have been removed: use another, or ask your administrator for a new link.",
            "La signature ne correspond pas. Une ancienne clé d’accès a peut-être été retirée : utilisez-en une autre ou demandez un nouveau lien à votre administration."],
        Why.Replayed => words["This request was already used once. Try again.", "Cette demande a déjà servi une fois. Réessayez."],
        Why.WrongOrigin => words[
            "This page has another address than the one your passkey belongs to. Open the address that your provider gave you.",
            "Cette page a une autre adresse que celle de votre clé d’accès. Ouvrez l’adresse donnée par votre organisme."],
        Why.NotVerified => words[
            "Your device did not check who you are. Turn on its screen lock, fingerprint, face or PIN, and try again.",
            "Votre appareil n’a pas vérifié votre identité. Activez le verrouillage, l’empreinte, le visage ou le NIP, puis réessayez."],
        Why.Frozen => words[
            "Your access is frozen until the privacy officer has looked at it. If a patient needs you now, call your coordinator.",
            "Votre accès est gelé jusqu’à l’examen par la personne responsable de la vie privée. Si un patient a besoin de vous maintenant, appelez la coordination."],
        Why.NotAllowed => words["Your role may not do this. Ask your coordinator if you need it for your work.", "Votre rôle ne le permet pas. Demandez à la coordination si votre travail l’exige."],
        Why.NotAssigned => words[
            "You are not assigned to this patient. Ask your coordinator for the assignment; if care cannot wait, use emergency access.",
            "Ce patient ne vous est pas attribué. Demandez l’attribution à la coordination; si les soins ne peuvent attendre, utilisez l’accès d’urgence."],
        Why.ReasonMissing => words["Emergency access needs your reason, in at least 10 characters.", "L’accès d’urgence exige votre motif, en 10 caractères au moins."],
        Why.BudgetPerson or Why.BudgetOrganisation or Why.BudgetIdentities or Why.Canary => Limits(why, words),
        Why.Conflict => words[
            "This health number belongs to a patient who is already here. Find that patient instead, or check the number.",
            "Ce numéro de carte Santé appartient à un patient déjà inscrit. Cherchez plutôt ce patient, ou vérifiez le numéro."],
        Why.WitnessSilent or Why.WitnessAhead => words[
            "Opening is limited until the watch answers again. Today’s visits and emergency access still work; tell your administrator.",
            "L’ouverture est limitée jusqu’au retour de la vigie. Les visites du jour et l’accès d’urgence fonctionnent; avisez l’administration."],
        Why.ClientUnknown => words["This application, or its return address, is not registered here. Nothing was opened.", "Cette application, ou son adresse de retour, n’est pas inscrite ici. Rien n’a été ouvert."],
        Why.ScopeRefused => words["This application asked for more than your provider lets it have. Nothing was opened.", "Cette application a demandé plus que ce que votre organisme lui permet. Rien n’a été ouvert."],
        Why.ProofRefused => words["The application’s proof does not fit. Go back and open the chart again.", "La preuve de l’application ne correspond pas. Revenez et ouvrez le dossier de nouveau."],
        Why.Locked => words["This session is locked because nobody used it. Unlock it with your passkey.", "Cette session est verrouillée parce que personne ne l’utilisait. Déverrouillez-la avec votre clé d’accès."],
        Why.StepUp => words["Use your passkey once more: the last time was for something else, or too long ago.", "Utilisez votre clé d’accès encore une fois : la dernière fois, c’était pour autre chose ou il y a trop longtemps."],
        Why.Policy => words[
            "Your provider does not take this kind of sign-in. Use a passkey that stays on one device, such as a security key.",
            "Votre organisme n’accepte pas ce mode de connexion. Utilisez une clé d’accès qui reste sur un seul appareil, comme une clé de sécurité."],
        Why.LastPasskey => words["This is your only passkey here. Add another one first.", "C’est votre seule clé d’accès ici. Ajoutez-en d’abord une autre."],
        Why.SlowDown => words[
            "Too many passwords are being tried from here. Wait a few minutes, or sign in with a passkey, which works at once.",
            "Trop de mots de passe sont essayés à partir d’ici. Attendez quelques minutes, ou connectez-vous avec une clé d’accès, ce qui fonctionne sans attendre."],
        Why.WeakPassword => words[
            "This password is too short (at least 8 characters), or one of the first that anybody tries; your own name and your provider’s count for nothing. Three or four words that have nothing to do with each other are good.",
            "Ce mot de passe est trop court (au moins 8 caractères) ou fait partie des premiers essayés; votre nom et celui de votre organisme n’y comptent pour rien. Trois ou quatre mots sans rapport entre eux conviennent bien."],
        Why.NotSignedIn => words[
            "Name, password or code do not fit, or it is too soon after an attempt that failed. Each code works once: wait for the next. After several failures wait up to 15 minutes. A passkey works at once.",
            "Le nom, le mot de passe ou le code ne conviennent pas, ou il est trop tôt après un essai manqué. Chaque code sert une seule fois : attendez le suivant. Après plusieurs échecs, attendez jusqu’à 15 minutes. Une clé d’accès fonctionne sans attendre."],
        Why.CodeNeeded => words["This link has a second half: the code that a colleague was given for you.", "Ce lien a une seconde moitié : le code remis à un collègue pour vous."],
        Why.WrongCode => words[
            "This is not the link’s code. Ask your colleague to read it to you again; after five wrong ones the link is gone.",
            "Ce n’est pas le code de ce lien. Demandez à votre collègue de vous le relire; après cinq erreurs, le lien n’existe plus."],
        Why.Waits => words[
            "This link came about with the sealed paper, so it opens a day after that. Try again then; nothing is lost.",
            "Ce lien a été obtenu avec le papier scellé : il s’ouvre un jour plus tard. Réessayez alors; rien n’est perdu."],
        Why.AdmissionsUsedUp => words["The service has brought as many patients as one day allows. It goes on tomorrow.", "Le service a inscrit autant de patients qu’une journée le permet. Il continuera demain."],
        Why.TooMany => words["This service has as many exports as it may have. Fetch or cancel one first.", "Ce service a autant d’exportations qu’il peut en avoir. Récupérez-en ou annulez-en une d’abord."],
        Why.SourceCap => words["As many people as one day allows were disabled from outside. An administrator enters the rest.", "Autant de personnes qu’une journée le permet ont été désactivées de l’extérieur. L’administration inscrit les autres."],
        Why.IdentityNeeded => words[
            "You have linked your account with your organisation’s sign-in: begin there, on the sign-in page, and then use your passkey.",
            "Vous avez lié votre compte à la connexion de votre organisme : commencez par là, sur la page de connexion, puis utilisez votre clé d’accès."],
        Why.IdentityRefused => words[
            "Your organisation’s sign-in did not come through, was too long ago, or was with another account than the one you linked. Begin again. If the account has changed, your administrator can have the old one unlinked.",
            "La connexion de votre organisme n’a pas abouti, date de trop longtemps ou concerne un autre compte que celui que vous avez lié. Recommencez. Si le compte a changé, l’administration peut faire délier l’ancien."],
        Why.Duplicate => words["This person may already be here. Compare before you go on.", "Cette personne est peut-être déjà inscrite. Comparez avant de continuer."],
        Why.OwnRequest => words["Nobody approves their own request, or what is for themselves. Ask another approver.", "Personne n’approuve sa propre demande, ni ce qui est pour soi. Adressez-vous à une autre personne qui approuve."],
        Why.SameDevice => words[
            "The person who asked has used this browser on the watch. Approve on another device; if this browser is new here, sign in again first.",
            "La personne qui demande a utilisé ce navigateur sur la vigie. Approuvez sur un autre appareil; si ce navigateur est nouveau ici, reconnectez-vous d’abord."],
        Why.NotWaiting => words["This request no longer waits: it was approved, declined, or has lapsed. Ask again if it is still needed.", "Cette demande n’attend plus : elle a été approuvée, refusée ou a expiré. Demandez de nouveau si elle est encore nécessaire."],
        Why.NotFound => words["Whom or what you named is not here, or no longer in that state. Look again, then ask anew.", "La personne ou la chose nommée n’est pas ici, ou n’est plus dans cet état. Vérifiez, puis refaites la demande."],
        Why.Paper => words["This is not the code on the sealed paper, or that paper was used before or replaced.", "Ce n’est pas le code du papier scellé, ou ce papier a déjà servi ou a été remplacé."],
        Why.Changed => words["What this request would do has changed since it was shown. Read it again; if that does not help, ask for it anew.", "Ce que ferait cette demande a changé depuis son affichage. Relisez-la; sinon, refaites la demande."],
        Why.Left or Why.OnLeave or Why.Dormant or Why.NotYet => Away(why, words),
        _ => words["The keyholder refused this. Try again, or tell your administrator.", "Le gardien des clés a refusé. Réessayez ou avisez l’administration."],
    };

    private static string Away(Why why, Words words) => why switch
    {
        Why.Left => words[
            "You no longer work here, so your access has ended. If that is a mistake, speak with your administrator.",
            "Vous ne travaillez plus ici : votre accès a pris fin. Si c’est une erreur, parlez à l’administration."],
        Why.OnLeave => words[
            "You are on leave, and your access rests until you are back. If you are back already, speak with your administrator.",
            "Vous êtes en congé : votre accès est suspendu jusqu’à votre retour. Si vous êtes déjà de retour, parlez à l’administration."],
        Why.Dormant => words[
            "This account was not used for a long time and was disabled. Your administrator asks for it to be opened again; a second person agrees.",
            "Ce compte est resté longtemps inutilisé et a été désactivé. L’administration demande sa réouverture; une deuxième personne l’approuve."],
        _ => words["Your first day is still to come. Your access begins with it.", "Votre premier jour est encore à venir. Votre accès commence ce jour-là."],
    };

    private static string Limits(Why why, Words words) => why switch
    {
        Why.BudgetIdentities => words[
            "You have looked up as many people as one day allows. Your own schedule still opens. The privacy officer can help.",
            "Vous avez consulté autant de personnes qu’une journée le permet. Votre horaire reste accessible. La personne responsable de la vie privée peut vous aider."],
        Why.BudgetOrganisation => words[
            "The whole organisation has reached its limit of unscheduled openings for now. Call your coordinator; the privacy officer has been told.",
            "L’organisme a atteint sa limite d’ouvertures non planifiées pour le moment. Appelez la coordination; la personne responsable de la vie privée est avisée."],
        // A canary is answered with the words of a budget: who probes learns nothing from them.
        _ => words[
            "You have reached the number of charts that one day allows, and your access is frozen until the privacy officer has looked. If a patient needs you now, call your coordinator.",
            "Vous avez atteint le nombre de dossiers permis en une journée; votre accès est gelé jusqu’à l’examen par la personne responsable de la vie privée. Si un patient a besoin de vous maintenant, appelez la coordination."],
    };
}
