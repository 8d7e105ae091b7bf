using System.Text.Json;

namespace Holdfast.SystemTests.Drill;

/// <summary>The promises that are exercised so far, as `holdfast drill` measures them: each attack fails, and its control succeeds.</summary>
public class AttackTests(AttackTests.TheDrill drill) : IClassFixture<AttackTests.TheDrill>
{
    [Theory]
    [InlineData(1, "held")]
    [InlineData(2, "held")]
    [InlineData(4, "limited")] // the embedded default keeps the root key on the same disk, and says so
    [InlineData(6, "held")]
    [InlineData(7, "held")]
    [InlineData(8, "held")]
    [InlineData(9, "held")]
    [InlineData(12, "held")]
    [InlineData(14, "held")]
    [InlineData(18, "held")]
    public void An_attacker_gets_no_more_than_was_promised(int attack, string verdict)
    {
        var result = drill.ResultOf(attack);
        Assert.Equal(
            ["attack", "name", "obtained", "of", "noticedSeconds", "frozenSeconds", "precision", "recall", "control", "verdict"],
            result.EnumerateObject().Select(m => m.Name));
        Assert.Equal("succeeded", result.GetProperty("control").GetString());
        Assert.Equal((1.0, 1.0), (result.GetProperty("precision").GetDouble(), result.GetProperty("recall").GetDouble()));
        Assert.Equal(verdict, result.GetProperty("verdict").GetString());
    }

    [Fact]
    public async Task An_attack_that_does_not_exist_is_a_usage_error()
    {
        var (code, _, errors) = await DemoProvider.Run(DemoProvider.Cli("drill", "99", "--json"));
        Assert.Equal(2, code);
        Assert.Contains("1, 2, 4, 6, 7, 8, 9, 12, 14, 18", errors);
    }

    /// <summary>All attacks in one run, as a person runs them: the installation that they attack is made once and copied.</summary>
    public sealed class TheDrill : IAsyncLifetime
    {
        private string _said = "";
        private IReadOnlyDictionary<int, JsonElement> _results = new Dictionary<int, JsonElement>();

        public async ValueTask InitializeAsync()
        {
            var (code, output, errors) = await DemoProvider.Run(DemoProvider.Cli("drill", "--json"));
            _said = $"The drill ended with {code}\n{output}\n{errors}";
            _results = output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonElement.Parse(line)).ToDictionary(result => result.GetProperty("attack").GetInt32());
        }

        /// <summary>The line of one attack; fails, with everything that was said, when there is none or the attack got through.</summary>
        public JsonElement ResultOf(int attack)
        {
            Assert.True(_results.TryGetValue(attack, out var result) && result.GetProperty("verdict").GetString() != "failed", _said);
            return result;
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
