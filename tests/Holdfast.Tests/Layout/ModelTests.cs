using System.Text.RegularExpressions;

namespace Holdfast.Tests.Layout;

/// <summary>docs/model says which file each of its steps stands for, and which rules are taken away: both must be true.</summary>
public sealed partial class ModelTests
{
    private static readonly string Folder = Path.Combine(ArrowTests.Root(), "docs", "model");
    private static readonly string Readme = File.ReadAllText(Path.Combine(Folder, "README.md"));
    private static readonly string Models = string.Concat(Directory.GetFiles(Folder, "*.pml").Order().Select(File.ReadAllText));

    [Fact]
    public void Every_step_of_the_model_stands_for_a_file_that_is_there()
    {
        var rows = Correspondence().Matches(Readme);
        Assert.True(rows.Count >= 19, $"{rows.Count} rows were read.");
        foreach (Match row in rows)
        {
            Assert.True(File.Exists(Path.Combine(ArrowTests.Root(), row.Groups["file"].Value)), $"{row.Groups["file"].Value} is gone: read what became of it, then change the model and its README.");
            Assert.True(Regex.IsMatch(Models, $@"\b{row.Groups["step"].Value}\b"), $"The models have no {row.Groups["step"].Value}.");
        }
    }

    [Fact]
    public void Every_property_and_every_rule_taken_away_is_explained_and_run()
    {
        var check = File.ReadAllText(Path.Combine(Folder, "check"));
        foreach (var property in Property().Matches(Models).Select(match => match.Groups[1].Value).Distinct().Where(name => !name.Contains("never_goes_on") && !name.Contains("never_enough")))
        {
            Assert.Contains($"`{property}`", Readme);
            Assert.Contains($" {property} ", check);
        }

        foreach (var rule in Weakening().Matches(Models).Select(match => match.Groups[1].Value).Distinct())
        {
            Assert.Contains($"`{rule}`", Readme);
            Assert.Contains($"-DWEAK_{rule}", check);
        }
    }

    [GeneratedRegex(@"^\| [^|]+ \| `(?<step>\w+)` \| `(?<file>src/[^`]+)` \|", RegexOptions.Multiline)]
    private static partial Regex Correspondence();

    [GeneratedRegex(@"assert\((\w+)\)")]
    private static partial Regex Property();

    [GeneratedRegex(@"#ifn?def WEAK_(\w+)")]
    private static partial Regex Weakening();
}
