using CsCheck;
using Holdfast.Keyholder.Clients;

namespace Holdfast.Tests.Keyholder.Clients;

public class ScopeGrammarTests
{
    private static ScopeSet Read(string text) => ScopeSet.Read(text, out _, out var problem) ?? throw new InvalidOperationException(problem);

    [Theory]
    [InlineData("patient/*.rs", "patient/*.rs")]
    [InlineData("patient/*.read", "patient/*.rs")]
    [InlineData("patient/*.write", "patient/*.cud")]
    [InlineData("patient/*.*", "patient/*.cruds")]
    [InlineData("patient/Observation.rs launch", "launch patient/Observation.rs")]
    [InlineData("patient/Observation.rs patient/Observation.c", "patient/Observation.crs")]
    [InlineData("offline_access openid fhirUser launch/patient patient/Patient.r", "launch/patient openid fhirUser offline_access patient/Patient.r")]
    [InlineData("patient/*.rs user/*.rs launch/encounter patient/*.sr patient/* patient/.rs patient/observation.rs patient/*.", "patient/*.rs")]
    public void Scopes_are_read_strictly_and_what_is_not_served_is_left_out(string asked, string read) => Assert.Equal(read, Read(asked).Text);

    [Theory]
    [InlineData("")]
    [InlineData(" patient/*.rs")]
    [InlineData("patient/*.rs  launch")]
    [InlineData("patient/Observation.rs?category=vital-signs")]
    [InlineData("patient/*.rs \"launch\"")]
    [InlineData("patient/*.rs\nlaunch")]
    public void What_cannot_be_read_or_would_be_narrower_than_what_is_given_is_refused_in_words(string asked)
    {
        Assert.Null(ScopeSet.Read(asked, out _, out var problem));
        Assert.NotEmpty(problem);
    }

    [Theory]
    [InlineData("patient/*.cruds", "patient/Observation.rs", "patient/Observation.rs")]
    [InlineData("patient/Observation.cruds", "patient/*.rs", "patient/Observation.rs")]
    [InlineData("patient/*.rs", "patient/*.c", "")]
    [InlineData("system/*.rs", "patient/*.rs", "")]
    [InlineData("launch openid patient/*.rs", "launch patient/Patient.r patient/Condition.rs", "launch patient/Patient.r patient/Condition.rs")]
    public void What_is_granted_is_what_both_allow(string asked, string registered, string granted) => Assert.Equal(granted, Read(asked).Within(Read(registered)).Text);

    private static Gen<string> OneOf(params string[] words) => Gen.Int[0, words.Length - 1].Select(i => words[i]);

    private static readonly Gen<string> Scope = Gen.Select(OneOf("patient", "system"), OneOf("*", "Observation", "Patient", "Binary"), Gen.Int[1, 31],
        (level, type, bits) => $"{level}/{type}.{string.Concat("cruds".Where((_, i) => (bits >> i & 1) != 0))}");

    private static readonly Gen<string> Scopes = Scope.Array[1, 5].Select(OneOf("", " launch", " openid", " online_access"), (list, plain) => string.Join(' ', list) + plain);

    [Fact]
    public void Scopes_never_widen() => Gen.Select(Scopes, Scopes).Sample((asked, registered) =>
    {
        var (a, r) = (Read(asked), Read(registered));
        var granted = a.Within(r);
        bool Allows(ScopeSet set, string level, string type, char letter) => set.Resources.Any(s => s.Level == level && (s.Type == "*" || s.Type == type) && s.Letters.Contains(letter));
        foreach (var level in new[] { "patient", "system" })
            foreach (var type in new[] { "Observation", "Patient", "Binary", "Encounter" })
                foreach (var letter in "cruds")
                    if (Allows(granted, level, type, letter) != (Allows(a, level, type, letter) && Allows(r, level, type, letter))) return false;
        return new[] { "launch", "openid", "online_access" }.All(p => granted.Has(p) == (a.Has(p) && r.Has(p)));
    });

    [Fact]
    public void What_was_written_reads_back_the_same() => Scopes.Sample(text => Read(Read(text).Text).Text == Read(text).Text);

    [Theory]
    [InlineData("patient/Observation.rs", "clinical", true, false)]
    [InlineData("patient/Observation.rs", "documents", false, false)]
    [InlineData("patient/DocumentReference.c", "documents", false, true)]
    [InlineData("patient/*.rs", "identity", true, false)]
    public void A_scope_reaches_the_classes_of_its_types(string scope, string content, bool reads, bool writes) => Assert.Equal((reads, writes), (Read(scope).Reads(content), Read(scope).Writes(content)));

    [Fact]
    public void A_list_of_scopes_has_its_bounds()
    {
        Assert.NotNull(ScopeSet.Read("openid " + new string('a', 4089), out _, out var problem));
        Assert.Equal("", problem);
        Assert.Null(ScopeSet.Read("openid " + new string('a', 4090), out _, out _));
        Assert.Null(ScopeSet.Read("", out _, out problem));
        Assert.Contains("missing", problem, StringComparison.Ordinal);
        Assert.NotNull(ScopeSet.Read(string.Join(' ', Enumerable.Repeat("openid", 128)), out _, out _));
        Assert.Null(ScopeSet.Read(string.Join(' ', Enumerable.Repeat("openid", 129)), out _, out _));
    }

    [Theory]
    [InlineData("openid !", true)]
    [InlineData("openid ~", true)]
    [InlineData("openid \\", false)]
    [InlineData("openid \"", false)]
    [InlineData("openid \u007f", false)]
    [InlineData("openid patient/Observation.rs?code=x", false)]
    public void One_scope_that_is_not_allowed_refuses_all(string text, bool read) => Assert.Equal(read, ScopeSet.Read(text, out _, out _) is not null);

    [Fact]
    public void What_is_well_formed_and_not_served_is_named()
    {
        Assert.NotNull(ScopeSet.Read("profile online_access user/Observation.rs", out var unserved, out _));
        Assert.Equal(["user/Observation.rs"], unserved);
    }

    [Fact]
    public void One_scope_of_several_is_enough_to_read_or_write_its_content_and_no_other()
    {
        var scopes = ScopeSet.Read("patient/Patient.r patient/Observation.cs", out _, out _)!;
        Assert.True(scopes.Reads("identity") && scopes.Reads("clinical") && scopes.Writes("clinical") && scopes.WritesAnything);
        Assert.False(scopes.Reads("documents") || scopes.Writes("identity"));
        Assert.False(ScopeSet.Read("patient/Patient.r", out _, out _)!.WritesAnything);
    }
}
