using Holdfast.Keyholder.People.Passwords;
using Holdfast.Wire;

namespace Holdfast.Tests.Keyholder.People.Passwords;

public class PasswordRulesTests
{
    private static readonly string[] Words = ["Riverbend Home Care", "Grimsby", "Amélie Bouchard"];

    [Theory]
    [InlineData("tin otter quarrel 91 lamp", null)]
    [InlineData("élan vitré œuvre ĉirkaŭ", null)]
    [InlineData("羊が一匹二匹三匹", null)]
    [InlineData("🦦🦀🌵🎈🧶🪁🛶🧂", null)]
    [InlineData("ovkzmtrw", null)]
    [InlineData("        8 spaces", null)]
    [InlineData("Xk4#vQ9", Why.WeakPassword)]            // seven
    [InlineData("🦦🦀🌵🎈🧶🪁🛶", Why.WeakPassword)]      // seven, in fourteen of .NET's
    [InlineData("aaaaaaaaaaaaaaaaaaaa", Why.WeakPassword)]
    [InlineData("12121212121", Why.WeakPassword)]
    [InlineData("password", Why.WeakPassword)]
    [InlineData("Password", Why.WeakPassword)]
    [InlineData("baseball2026!", Why.WeakPassword)]
    [InlineData("qwertyuiopas", Why.WeakPassword)]
    [InlineData("lkjhgfdsa", Why.WeakPassword)]
    [InlineData("abcdefghijk", Why.WeakPassword)]
    [InlineData("123456789012", Why.WeakPassword)]
    [InlineData("RiverbendHomeCare", Why.WeakPassword)]
    [InlineData("grimsby2026", Why.WeakPassword)]
    [InlineData("AmélieBouchard7", Why.WeakPassword)]
    [InlineData("Amélie counts otters", null)]
    [InlineData("", Why.WeakPassword)]
    public void A_password_is_long_enough_and_not_guessed_first_and_nothing_else_is_asked_of_it(string password, Why? why) =>
        Assert.Equal(why, PasswordRules.Problem(password, Words)?.Why);

    [Theory]
    [InlineData(64, null)]
    [InlineData(256, null)]
    [InlineData(257, Why.TooLarge)]
    public void Sixty_four_characters_and_more_are_taken_up_to_256(int length, Why? why)
    {
        var sentence = string.Concat(Enumerable.Range(0, 100).Select(i => $"{(char)('a' + (i * 7 % 26))}{(char)('a' + (i * 11 % 26))}{i} "))[..length];
        Assert.Equal(why, PasswordRules.Problem(sentence, Words)?.Why);
    }

    [Theory]
    [InlineData("amelie.b", true)]
    [InlineData("abc", true)]
    [InlineData("ab", false)]
    [InlineData("Amelie", false)]
    [InlineData("amélie", false)]
    [InlineData("a b c", false)]
    [InlineData("", false)]
    public void A_name_to_sign_in_with_is_short_and_plain(string name, bool taken) => Assert.Equal(taken, PasswordRules.IsName(name));

    [Theory]
    [InlineData(0, 0)]
    [InlineData(4, 0)]
    [InlineData(5, 2)]
    [InlineData(6, 4)]
    [InlineData(10, 64)]
    [InlineData(14, 900)]
    [InlineData(99, 900)]
    public void Each_failure_beyond_the_fourth_doubles_the_wait(int failures, int seconds) => Assert.Equal(TimeSpan.FromSeconds(seconds), PasswordThrottle.Wait(failures));

    [Fact]
    public void A_hundred_failures_disable_the_password()
    {
        var later = DateTimeOffset.FromUnixTimeSeconds(1_000_000_000);
        Assert.True(PasswordThrottle.IsHeard(99, 0, later));
        Assert.False(PasswordThrottle.IsHeard(100, 0, later));
    }
}
