namespace Holdfast.Keyholder.Budgets;

/// <summary>
/// Every bound on what people and nodes get, with its reason. A budget counts distinct things in a sliding
/// <see cref="Window"/>, so that no midnight resets it.
/// </summary>
internal static class Limits
{
    /// <summary>One shift and the night around it: a slow scraper cannot start again each morning.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromHours(24);

    /// <summary>A field nurse sees 6 to 12 people a day, a supervisor on call perhaps 25. Twice that is not care.</summary>
    public const int ChartsPerPerson = 40;

    /// <summary>Emergency access is for the person at the door, not for a caseload.</summary>
    public const int EmergencyChartsPerPerson = 5;

    /// <summary>All staff together: what one stolen desk can reach through many sessions by claiming emergencies.</summary>
    public const int OrganisationEmergencyOpenings = 25;

    /// <summary>All coordinators together: their role explains an opening, so no assignment bounds it.</summary>
    public const int OrganisationCoordinationOpenings = 100;

    /// <summary>A coordinator on the telephone asks for some sixty people a day; each answer may show two who share a name.</summary>
    public const int IdentitiesPerPerson = 120;

    /// <summary>What one search shows. More is said, not shown: the asker narrows the question.</summary>
    public const int FoundPerSearch = 10;

    /// <summary>
    /// Patients whom one service may bring, or try to: the largest agency is referred some hundred a day. Each try asks the
    /// directory whether somebody is here already, so what is refused counts too. A migration is an import.
    /// </summary>
    public const int AdmissionsPerService = 200;

    /// <summary>Shorter is "asdf"; a reason is read by the privacy officer.</summary>
    public const int ReasonShortest = 10;

    /// <summary>Longer is a note, and belongs in the chart.</summary>
    public const int ReasonLongest = 500;

    /// <summary>The evening before a visit, the nurse prepares.</summary>
    public static readonly TimeSpan BeforeVisit = TimeSpan.FromHours(24);

    /// <summary>Notes are finished late: a Friday visit is written up on Monday.</summary>
    public static readonly TimeSpan AfterVisit = TimeSpan.FromHours(72);

    /// <summary>"Today" while the witness is silent: the keyholder knows no time zone, so a day either side of now.</summary>
    public static readonly TimeSpan TodayAround = TimeSpan.FromHours(24);

    /// <summary>What a stolen token is worth at most, were its key stolen too.</summary>
    public static readonly TimeSpan AccessToken = TimeSpan.FromMinutes(10);

    /// <summary>A token that works for whoever has it is worth half as long.</summary>
    public static readonly TimeSpan BearerAccessToken = TimeSpan.FromMinutes(5);

    /// <summary>SMART Backend Services: at most five minutes; a service asks again by itself.</summary>
    public static readonly TimeSpan ServiceAccessToken = TimeSpan.FromMinutes(5);

    /// <summary>From the desk's page to the client's: one redirect.</summary>
    public static readonly TimeSpan Code = TimeSpan.FromSeconds(60);

    /// <summary>From the click beside a name to the signature under the opening.</summary>
    public static readonly TimeSpan Launch = TimeSpan.FromSeconds(60);

    /// <summary>Long enough to find the security key in a bag.</summary>
    public static readonly TimeSpan Nonce = TimeSpan.FromMinutes(5);

    /// <summary>An enrolment link is handed over within a day or made again.</summary>
    public static readonly TimeSpan EnrolmentLink = TimeSpan.FromHours(24);
}
