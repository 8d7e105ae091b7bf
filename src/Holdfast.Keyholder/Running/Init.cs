using System.Text.Json;
using Holdfast.Keyholder.Approvals;
using Holdfast.Keyholder.Employment;
using Holdfast.Keyholder.Grants;
using Holdfast.Keyholder.Ledger;
using Holdfast.Keyholder.PatientDirectory;
using Holdfast.Keyholder.People;
using Holdfast.Wire;
using Holdfast.Wire.Connections;

namespace Holdfast.Keyholder.Running;

/// <summary><c>init FOLDER --staff FILE</c>: makes the keyholder's files, the provider's chart, the first people and their links, the sealed paper. Starts nothing.</summary>
internal static class Init
{
    /// <summary>What init prints for one person: the link is shown here and never again.</summary>
    internal sealed record Enrolment(string Person, string Name, string Role, string Link)
    {
        public bool Approver { get; init; }

        /// <summary>For approvers of roles that sign in at the desk: a second link, for the watch.</summary>
        public string? WatchLink { get; init; }
    }

    /// <exception cref="SettingsException">The folder or the staff file is not fit; nothing was made.</exception>
    public static async Task<(string LogVkey, IReadOnlyList<Enrolment> Links, string Paper)> Create(string folder, string staffFile, TimeProvider time)
    {
        var staff = StaffFile.Read(staffFile);
        var files = new KeyholderFolder(folder);
        files.Create(time);
        await using var state = new OpenState(files, files.Settings(), time);
        var paper = PaperCredential.NewCode();
        var links = await state.Journal.Run(draft =>
        {
            MakeProvider(draft, state);
            PaperCredential.Put(draft, state.Tables, paper);
            draft.Record("paper", _ => { });
            return staff.Select(member => Employ(draft, state, member)).ToList();
        }).ConfigureAwait(false);
        return (state.LedgerVkey, links, PaperCredential.Grouped(paper));
    }

    private static void MakeProvider(Draft draft, OpenState state)
    {
        var (chart, root) = state.Vault.Make(draft.NowMs);
        root.Dispose();
        draft.Change(state.Tables.Charts.Put(chart));
        draft.Change(state.Tables.Heads.Put(HeadRow.Start(state.Installation, chart.Id)));
        draft.Change(state.Tables.Provider.Put(new ProviderRow(state.Installation.ToString(), chart.Id)));
        draft.Record("admitted", json => Entries.Id(json, "chart", chart.Id));
    }

    private static Enrolment Employ(Draft draft, OpenState state, StaffFile.Member member)
    {
        var person = new Hiring(state.Vault, state.Names, state.Tables).Hire(draft, member.Name, member.Role, draft.NowMs, member.Approver);
        var home = RoleTable.OriginOf(member.Role);
        return new Enrolment(person.ToString(), member.Name, RoleTable.Text(member.Role), Link(home))
        {
            Approver = member.Approver,
            WatchLink = member.Approver && home != SessionOrigin.Watch ? Link(SessionOrigin.Watch) : null,
        };

        string Link(SessionOrigin origin) => $"{new Sessions.Origins(state.Settings).Address(origin)}/enrol#{EnrolmentLinks.Make(draft, state.Tables, person, origin)}";
    }
}

/// <summary>The staff file: a JSON array of {"name", "role"} and, for those who give second approvals, "approver": true.</summary>
internal static class StaffFile
{
    private const int MostPeople = 2_000;
    private const int LongestName = 100;
    private const int MostBytes = 1024 * 1024;

    internal sealed record Member(string Name, StaffRole Role, bool Approver);

    private sealed record Line(string Name, string Role, bool Approver = false);

    private static readonly JsonSerializerOptions Strict = new(JsonSerializerOptions.Strict) { PropertyNamingPolicy = JsonNamingPolicy.CamelCase, MaxDepth = 4 };

    /// <exception cref="SettingsException">Not such a file; the message names the first thing wrong.</exception>
    public static IReadOnlyList<Member> Read(string path)
    {
        if (!File.Exists(path)) throw new SettingsException($"{path} does not exist. Give a JSON file such as [{{\"name\":\"Ann Roy\",\"role\":\"nurse\"}}].");
        if (new FileInfo(path).Length > MostBytes) throw new SettingsException($"{path} is longer than a list of staff can be.");
        Line[] lines;
        try
        {
            lines = JsonSerializer.Deserialize<Line[]>(File.ReadAllBytes(path), Strict) ?? [];
        }
        catch (JsonException e)
        {
            throw new SettingsException($"{path} cannot be read at line {e.LineNumber + 1}: it must be a JSON array of objects with name and role.");
        }

        if (lines.Length is 0 or > MostPeople) throw new SettingsException($"{path} must name 1 to {MostPeople} people.");
        return [.. lines.Select((line, i) => line is { Name.Length: > 0 and <= LongestName } && !line.Name.Any(char.IsControl) && RoleTable.TryParse(line.Role, out var role)
            ? new Member(line.Name, role, line.Approver)
            : throw new SettingsException($"{path}, person {i + 1}: the name has 1 to {LongestName} characters, the role is one of {string.Join(", ", Enum.GetValues<StaffRole>().Select(RoleTable.Text))}."))];
    }
}
