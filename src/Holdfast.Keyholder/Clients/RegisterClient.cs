using System.Globalization;
using Holdfast.Keyholder.Approvals;
using Holdfast.Keyholder.Assignments;
using Holdfast.Keyholder.Grants;
using Holdfast.Keyholder.Ledger;
using Holdfast.Wire;
using Holdfast.Wire.Statements;

namespace Holdfast.Keyholder.Clients;

/// <summary>
/// "register-client": lets an application or service in. A service over patients' charts is asked for by a privacy
/// officer: whether a health number belongs to somebody here is no administrator's business.
/// </summary>
internal sealed class RegisterClient(ClientBook book, TimeProvider time) : ProposalKind<ClientRequest>("register-client", StaffRole.PrivacyOfficer, StaffRole.Administrator)
{
    public static bool MayNameCharts(StaffRole role) => role == StaffRole.PrivacyOfficer;

    protected override Fault? Check(Tables tables, ClientRequest payload, PersonId asker)
    {
        if (payload.HealthNumbers.Length > 0 && !(tables.People.Find(asker) is { } person && MayNameCharts(person.Role)))
            return new Fault(Why.NotAllowed, "a privacy officer asks for a service over patients' charts", "healthNumbers", Mend.ChartsOfficer);
        var problems = Read(tables, payload).Problems;
        return problems.Count == 0 ? null : new Fault(Why.Malformed, problems);
    }

    protected override Wording Words(Tables tables, ClientRequest payload)
    {
        var client = Read(tables, payload).Client!;
        List<string> english = [$"Register {EnglishKind(client.Kind)} “{client.Name}” ({client.Id})"], french = [$"Inscrire {FrenchKind(client.Kind)} « {client.Name} » ({client.Id})"];
        if (client.Scope.Length > 0) Add($"It may ask for: {client.Scope}", $"Peut demander : {client.Scope}");
        foreach (var uri in client.RedirectUris) Add($"Codes are sent to {uri}", $"Les codes vont à {uri}");
        if (client.LaunchUri.Length > 0) Add($"The desk starts it at {client.LaunchUri}", $"Le poste la lance à {client.LaunchUri}");
        if (client.Bearer && client.Kind != ClientKind.ResourceServer)
            Add("Its access is not tied to a key: whoever steals a token can use it for some minutes", "Son accès n’est lié à aucune clé : qui vole un jeton peut s’en servir quelques minutes");
        foreach (var key in client.Keys) Add($"It shows the key {key.KeyId} ({key.Algorithm})", $"Présente la clé {key.KeyId} ({key.Algorithm})");
        if (payload.Secret) Add("A secret is made for it, and shown to whoever asked", "Un secret est créé pour elle et montré à qui l’a demandée");
        if (client.Service is { } service)
        {
            var until = DateTimeOffset.FromUnixTimeMilliseconds(service.Until).ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture) + " UTC";
            Add(EnglishReach(service), FrenchReach(service));
            if (service.Reach == ServiceReach.Roster) Add($"At most {RosterDecision.ItemsADay} visits and places on care teams a day", $"Au plus {RosterDecision.ItemsADay} visites et places d’équipe par jour");
            Add($"Until {until}, without a person present", $"Jusqu’au {until}, sans personne présente");
        }

        return new Wording(english, french);

        void Add(string inEnglish, string inFrench)
        {
            english.Add(inEnglish);
            french.Add(inFrench);
        }
    }

    protected override Effect Do(Approval approval, ClientRequest payload)
    {
        var (client, secret) = (Read(approval.Tables, payload).Client!, payload.Secret ? ClientBook.NewSecret() : null);
        return new Effect(() => book.Register(approval.Draft, client, secret), ForAsker: secret ?? Charts(client));
    }

    /// <summary>Of a service that may not read who its patients are: their charts' ids, by which it names them, in the order of the health numbers.</summary>
    private static string? Charts(ClientRow client) => client.Service is { Reach: ServiceReach.WriteSet, Charts: var charts } ? string.Join(' ', charts) : null;

    private (ClientRow? Client, IReadOnlyList<Wrong> Problems) Read(Tables tables, ClientRequest payload) => ClientRegistration.Check(
        payload, number => tables.Directory.Index.WithHealthNumber(number) is [var chart] ? chart : null, tables.Clients.Contains(payload.Client), time.GetUtcNow());

    private static string EnglishKind(ClientKind kind) => kind switch
    {
        ClientKind.Public => "the application",
        ClientKind.Confidential => "the application, which runs on a server,",
        ClientKind.Service => "the service",
        _ => "the server, which may ask whether tokens are live,",
    };

    private static string FrenchKind(ClientKind kind) => kind switch
    {
        ClientKind.Public => "l’application",
        ClientKind.Confidential => "l’application, qui tourne sur un serveur,",
        ClientKind.Service => "le service",
        _ => "le serveur, qui peut demander si un jeton est valide,",
    };

    private static string EnglishReach(ServiceRow service) => service.Reach switch
    {
        ServiceReach.ReadSet => $"It reads and writes {service.Charts.Length} charts",
        ServiceReach.WriteSet => $"It writes to {service.Charts.Length} charts and reads back only what it wrote",
        ServiceReach.Roster => "It enters schedules: what it enters explains who opens which chart, as a coordinator’s schedule does. It reads nothing",
        _ => "It makes charts of its own and reads no others",
    };

    private static string FrenchReach(ServiceRow service) => service.Reach switch
    {
        ServiceReach.ReadSet => $"Lit et écrit {service.Charts.Length} dossiers",
        ServiceReach.WriteSet => $"Écrit dans {service.Charts.Length} dossiers et ne relit que ce qu’il a écrit",
        ServiceReach.Roster => "Saisit les horaires : ses saisies expliquent qui ouvre quel dossier, comme l’horaire de la coordination. Ne lit rien",
        _ => "Crée ses propres dossiers et n’en lit aucun autre",
    };
}
