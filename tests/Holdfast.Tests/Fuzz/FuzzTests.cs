using System.Text;
using Holdfast.Fuzz;
using Holdfast.Tests.Layout;

namespace Holdfast.Tests.Fuzz;

/// <summary>What the fuzzers once found stays mended, and a short run with the same numbers each time; docs/FUZZING.md has the long ones.</summary>
public class FuzzTests
{
    private const ulong AlwaysTheSame = 20181;
    private const long Costly = 64L * 1024 * 1024;

    static FuzzTests() => Seeds.WithShared = false;

    public static TheoryData<string> Targets => [.. AllTargets.All.Select(target => target.Name)];

    public static TheoryData<string, string> Found
    {
        get
        {
            var found = new TheoryData<string, string>();
            foreach (var target in AllTargets.All)
                foreach (var (name, _) in Seeds.Corpus(target.Name)) found.Add(target.Name, name);
            return found;
        }
    }

    [Theory]
    [MemberData(nameof(Found))]
    public void What_was_found_once_is_answered_like_anything_else(string target, string name)
    {
        var input = Seeds.Corpus(target).Single(once => once.Name == name).Input;
        Assert.Null(Trial.Of(AllTargets.Find(target)!, input).Fault);
    }

    [Theory]
    [MemberData(nameof(Targets))]
    public void A_parser_answers_whatever_it_is_sent(string name)
    {
        var target = AllTargets.Find(name)!;
        var hunt = new Hunt(target, AlwaysTheSame);
        var inputs = target.WorkBytes > Costly ? 5 : 60;
        hunt.Run(() => inputs-- > 0);
        Assert.True(hunt.Faults.Count == 0, $"{name}: {string.Join("; ", hunt.Faults.Select(f => $"{f.Key} at {Convert.ToBase64String(f.Value)}"))}");
        Assert.True(hunt.Outcomes > 1, "Whatever is sent, the same comes of it: the target tests nothing.");
    }

    [Fact]
    public void Every_target_stands_for_a_parser_that_is_there()
    {
        Assert.All(AllTargets.All, target => Assert.True(File.Exists(Path.Combine(ArrowTests.Root(), target.Parser)), $"{target.Parser} is gone."));
        Assert.Equal(AllTargets.All.Count, AllTargets.All.Select(target => target.Name).Distinct().Count());
        var folders = Directory.GetDirectories(Path.Combine(ArrowTests.Root(), "tests", "Holdfast.Fuzz", "Corpus")).Select(Path.GetFileName);
        Assert.Empty(folders.Except(AllTargets.All.Select(target => target.Name)));
        var described = File.ReadAllText(Path.Combine(ArrowTests.Root(), "docs", "FUZZING.md"));
        Assert.All(AllTargets.All, target => Assert.Contains($"`{target.Name}`", described, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("throws", "InvalidOperationException")]
    [InlineData("contradicts itself", "Broken Two answers to one question.")]
    [InlineData("works too much", "too much work")]
    public void A_fault_is_found_and_made_small(string fault, string said)
    {
        var target = new Target("planted", "", () => Seeds.Texts("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"), ["secret"], input =>
        {
            if (!Encoding.UTF8.GetString(input).Contains("secret", StringComparison.Ordinal)) return $"{input.Length}";
            if (fault == "throws") throw new InvalidOperationException();
            Broken.Unless(fault != "contradicts itself", "Two answers to one question.");
            return $"{new byte[8 * 1024 * 1024].Length}";
        });
        var hunt = new Hunt(target, AlwaysTheSame);
        var inputs = 2000;
        hunt.Run(() => inputs-- > 0);
        var (what, input) = Assert.Single(hunt.Faults);
        Assert.StartsWith(said, what, StringComparison.Ordinal);
        Assert.Equal("secret", Encoding.UTF8.GetString(input));
    }
}
