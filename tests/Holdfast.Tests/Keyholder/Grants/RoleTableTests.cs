using Holdfast.Keyholder.Grants;

namespace Holdfast.Tests.Keyholder.Grants;

public class RoleTableTests
{
    private static readonly string[] Statements = ["sign-out", "my-day", "find", "admit", "staff", "assign", "launch", "open", "look", "thaw", "canary", "reason"];

    [Theory]
    [InlineData("nurse", "desk", "sign-out my-day find launch open")]
    [InlineData("coordinator", "desk", "sign-out my-day find admit staff assign launch open")]
    [InlineData("privacy-officer", "desk", "")]
    [InlineData("administrator", "desk", "sign-out")]
    [InlineData("nurse", "watch", "")]
    [InlineData("coordinator", "watch", "")]
    [InlineData("privacy-officer", "watch", "sign-out look thaw canary reason")]
    [InlineData("administrator", "watch", "")]
    public void Who_may_say_what_where(string role, string origin, string statements)
    {
        Assert.True(RoleTable.TryParse(role, out var parsed));
        var at = origin == "desk" ? SessionOrigin.Desk : SessionOrigin.Watch;
        Assert.Equal(statements, string.Join(' ', Statements.Where(s => RoleTable.May(parsed, at, s))));
    }

    [Fact]
    public void What_is_not_in_the_table_is_refused()
    {
        Assert.False(RoleTable.May(StaffRole.Nurse, SessionOrigin.Desk, ""));
        Assert.False(RoleTable.May(StaffRole.Nurse, SessionOrigin.Desk, "Open"));
        Assert.False(RoleTable.May((StaffRole)99, SessionOrigin.Desk, "open"));
        Assert.False(RoleTable.TryParse("Nurse", out _));
        Assert.False(RoleTable.TryParse("", out _));
    }

    [Fact]
    public void The_privacy_officer_and_the_administrator_read_and_write_nothing_of_a_chart()
    {
        foreach (var role in new[] { StaffRole.PrivacyOfficer, StaffRole.Administrator })
        {
            Assert.Empty(RoleTable.Reads(role));
            Assert.Empty(RoleTable.Writes(role));
            Assert.False(RoleTable.MayUseEmergency(role) || RoleTable.RoleExplains(role));
        }
    }

    [Fact]
    public void Every_roles_name_reads_back()
    {
        foreach (var role in Enum.GetValues<StaffRole>())
            Assert.True(RoleTable.TryParse(RoleTable.Text(role), out var parsed) && parsed == role);
    }
}
