using System.Text.Json;
using System.Text.Json.Nodes;

namespace Holdfast.Cli.Installation;

/// <summary>
/// Who works here on the first day, as the staff file for the keyholder's init: from a file, from --approver, and, on a
/// terminal without either, by asking. The keyholder checks names and roles.
/// </summary>
internal static class FirstPeople
{
    /// <summary>Two can approve while one of them is ill and another on holiday.</summary>
    public const int Advised = 4;

    public const int FewestAdvised = 3;

    /// <summary>The two people no provider can begin without.</summary>
    private const string Default = """[{"name":"Administrator","role":"administrator","approver":true},{"name":"Privacy officer","role":"privacy-officer","approver":true}]""";

    /// <exception cref="PlainFailure">The file or an option cannot be read.</exception>
    public static string Gather(string? staffFile, IReadOnlyList<string> approvers)
    {
        var people = Read(staffFile);
        foreach (var given in approvers) Add(people, given);
        if (staffFile is null && approvers.Count == 0 && !Console.IsInputRedirected && !Console.IsOutputRedirected) Ask(people);
        return people.ToJsonString();
    }

    public static string Warning(int approvers) =>
        $"Only {approvers} {(approvers == 1 ? "person gives" : "people give")} second approvals. With fewer than {FewestAdvised}, one who is away stops every thaw, hire and new application, and the sealed paper is all that is left. Have another made soon: the watch, under Approvals.";

    private static JsonArray Read(string? path)
    {
        if (path is not null && !File.Exists(path)) throw new PlainFailure($"{path} does not exist.", 2);
        try
        {
            return JsonNode.Parse(path is null ? Default : File.ReadAllText(path)) as JsonArray ?? throw new PlainFailure($"{path} must be a JSON array of people.", 2);
        }
        catch (JsonException e)
        {
            throw new PlainFailure($"{path} cannot be read at line {e.LineNumber + 1}: it must be a JSON array of objects with name and role.", 2);
        }
    }

    /// <summary>NAME=ROLE: marks the person of that name, or adds one.</summary>
    private static void Add(JsonArray people, string given)
    {
        var parts = given.Split('=', 2, StringSplitOptions.TrimEntries);
        if (parts.Length != 2 || parts[0].Length == 0) throw new PlainFailure($"--approver {given}: give NAME=ROLE, e.g. \"Ann Roy=nurse\".", 2);
        var known = people.OfType<JsonObject>().FirstOrDefault(person => person["name"]?.ToString() == parts[0] && person["role"]?.ToString() == parts[1]);
        if (known is not null) known["approver"] = true;
        else people.Add(new JsonObject { ["name"] = parts[0], ["role"] = parts[1], ["approver"] = true });
    }

    private static void Ask(JsonArray people)
    {
        Console.WriteLine($"What widens anybody's reach takes two people. Name {Advised} approvers, of any role; an administrator and a privacy officer are there.");
        Console.WriteLine("One a line as NAME=ROLE, e.g. Ann Roy=nurse. An empty line ends the list.");
        for (var count = people.Count; count < Advised; count++)
        {
            Console.Write($"Approver {count + 1}: ");
            if (Console.ReadLine() is not { } line || line.Trim().Length == 0) return;
            Add(people, line);
        }
    }
}

/// <summary>The staff file for the keyholder's init, gone with its owner.</summary>
internal sealed class StaffFile : IDisposable
{
    public StaffFile(string json)
    {
        Path = System.IO.Path.GetTempFileName();
        File.WriteAllText(Path, json);
    }

    public string Path { get; }

    public void Dispose() => File.Delete(Path);
}
