using Holdfast.Keyholder.Grants;
using Holdfast.Wire;

namespace Holdfast.Tests.Keyholder.Grants;

public class RoleTableTests
{
    private static readonly string[] Statements =
        ["sign-out", "my-details", "my-day", "find", "admit", "staff", "assign", "uncovered", "leave", "part", "suggestions", "link-suggestion", "dismiss-suggestion", "retire-provisioner", "launch", "open", "open-search", "look", "reason", "propose", "asked", "askable", "applications", "exports", "pending", "approve", "decline"];

    [Theory]
    [InlineData("nurse", "desk", "sign-out my-details my-day find launch open open-search propose asked")]
    [InlineData("therapist", "desk", "sign-out my-details my-day find launch open open-search propose asked")]
    [InlineData("personal-support-worker", "desk", "sign-out my-details my-day find launch open open-search propose asked")]
    [InlineData("coordinator", "desk", "sign-out my-details my-day find admit staff assign uncovered launch open open-search propose asked askable applications")]
    [InlineData("clinical-supervisor", "desk", "sign-out my-details my-day find launch open open-search propose asked askable")]
    [InlineData("privacy-officer", "desk", "sign-out my-details launch open")]
    [InlineData("administrator", "desk", "sign-out my-details staff leave part suggestions link-suggestion dismiss-suggestion retire-provisioner launch open propose asked askable applications exports")]
    [InlineData("auditor", "desk", "sign-out my-details launch open")]
    [InlineData("nurse", "watch", "")]
    [InlineData("therapist", "watch", "")]
    [InlineData("personal-support-worker", "watch", "")]
    [InlineData("coordinator", "watch", "")]
    [InlineData("clinical-supervisor", "watch", "")]
    [InlineData("privacy-officer", "watch", "sign-out look reason propose asked askable applications exports pending decline")]
    [InlineData("administrator", "watch", "")]
    [InlineData("auditor", "watch", "sign-out look propose asked")]
    public void Who_may_say_what_where(string role, string origin, string statements)
    {
        Assert.True(RoleTable.TryParse(role, out var parsed));
        var at = origin == "desk" ? SessionOrigin.Desk : SessionOrigin.Watch;
        Assert.Equal(statements, string.Join(' ', Statements.Where(s => RoleTable.May(parsed, at, s))));
    }

    [Theory]
    [InlineData("nurse", "identity clinical documents", "identity clinical documents")]
    [InlineData("therapist", "identity clinical documents", "identity clinical documents")]
    [InlineData("personal-support-worker", "identity clinical", "clinical")]
    [InlineData("coordinator", "identity", "identity")]
    [InlineData("clinical-supervisor", "identity clinical documents", "identity clinical documents")]
    [InlineData("privacy-officer", "", "")]
    [InlineData("administrator", "", "")]
    [InlineData("auditor", "", "")]
    public void What_each_role_sees_and_writes_of_a_chart(string role, string reads, string writes)
    {
        Assert.True(RoleTable.TryParse(role, out var parsed));
        Assert.Equal(reads, string.Join(' ', RoleTable.Reads(parsed)));
        Assert.Equal(writes, string.Join(' ', RoleTable.Writes(parsed)));
    }

    [Fact]
    public void Nobodys_role_reads_what_a_patient_has_locked() =>
        Assert.All(Enum.GetValues<StaffRole>(), role => Assert.Equal(Access.None, RoleTable.Locked(role)));

    [Fact]
    public void Only_the_administrator_opens_the_charts_of_other_staff() =>
        Assert.Equal([StaffRole.Administrator], Enum.GetValues<StaffRole>().Where(role => RoleTable.Staff(role) != Access.None));

    [Fact]
    public void An_approver_of_any_role_approves_on_the_watch_and_does_nothing_else_there()
    {
        foreach (var role in Enum.GetValues<StaffRole>())
        {
            foreach (var statement in new[] { "sign-out", "pending", "approve", "decline" })
            {
                Assert.True(RoleTable.May(role, SessionOrigin.Watch, statement, approver: true));
                if (statement != "sign-out") Assert.False(RoleTable.May(role, SessionOrigin.Desk, statement, approver: true));
                // The privacy office reads what is asked and says no, without being an approver. It says yes to nothing.
                if (statement is "pending" or "decline" or "approve") Assert.Equal(role == StaffRole.PrivacyOfficer && statement != "approve", RoleTable.May(role, SessionOrigin.Watch, statement));
            }

            foreach (var statement in Statements.Except(["sign-out", "pending", "approve", "decline"]))
                foreach (var origin in Enum.GetValues<SessionOrigin>())
                    Assert.Equal(RoleTable.May(role, origin, statement), RoleTable.May(role, origin, statement, approver: true));
        }
    }

    [Theory]
    [InlineData("nurse", true, false)]
    [InlineData("therapist", true, false)]
    [InlineData("personal-support-worker", false, false)]
    [InlineData("coordinator", false, true)]
    [InlineData("clinical-supervisor", true, false)]
    [InlineData("privacy-officer", false, false)]
    [InlineData("administrator", false, false)]
    [InlineData("auditor", false, false)]
    public void Whose_role_opens_in_an_emergency_and_whose_explains_an_opening(string role, bool emergency, bool explains)
    {
        Assert.True(RoleTable.TryParse(role, out var parsed));
        Assert.Equal(emergency, RoleTable.MayUseEmergency(parsed));
        Assert.Equal(explains, RoleTable.RoleExplains(parsed));
    }

    [Fact]
    public void Whoever_enters_schedules_by_approval_assigns_at_the_desk_and_gains_nothing_else()
    {
        foreach (var role in Enum.GetValues<StaffRole>())
            foreach (var origin in Enum.GetValues<SessionOrigin>())
                foreach (var statement in Statements.Append("").Append("no-such-statement"))
                {
                    var gained = statement is "staff" or "assign" && origin == SessionOrigin.Desk && RoleTable.OriginOf(role) == SessionOrigin.Desk;
                    foreach (var approver in new[] { false, true })
                        Assert.Equal(gained || RoleTable.May(role, origin, statement, approver), RoleTable.May(role, origin, statement, approver, roster: true));
                }
    }

    [Fact]
    public void Everybody_minds_their_own_passkeys_and_sessions_where_they_sign_in_and_nowhere_else()
    {
        foreach (var statement in new[] { "unlock", "my-sign-in", "rename-passkey", "remove-passkey", "begin-passkey", "add-passkey", "end-session", "sign-out-everywhere" })
        {
            foreach (var role in Enum.GetValues<StaffRole>())
            {
                Assert.True(RoleTable.May(role, SessionOrigin.Desk, statement)); // where everybody may open their own details
                Assert.Equal(RoleTable.OriginOf(role) == SessionOrigin.Watch, RoleTable.May(role, SessionOrigin.Watch, statement));
                Assert.True(RoleTable.May(role, SessionOrigin.Watch, statement, approver: true));
            }
        }
    }

    [Fact]
    public void What_is_not_in_the_table_is_refused()
    {
        Assert.False(RoleTable.May(StaffRole.Nurse, SessionOrigin.Desk, ""));
        Assert.False(RoleTable.May(StaffRole.Nurse, SessionOrigin.Desk, "Open"));
        Assert.False(RoleTable.May((StaffRole)99, SessionOrigin.Desk, "open"));
        Assert.False(RoleTable.May((StaffRole)99, SessionOrigin.Watch, "approve", approver: true));
        Assert.False(RoleTable.TryParse("Nurse", out _));
        Assert.False(RoleTable.TryParse("", out _));
    }

    [Fact]
    public void Privacy_officer_administrator_and_auditor_read_and_write_nothing_of_a_patient()
    {
        foreach (var role in new[] { StaffRole.PrivacyOfficer, StaffRole.Administrator, StaffRole.Auditor })
        {
            Assert.Empty(RoleTable.Reads(role));
            Assert.Empty(RoleTable.Writes(role));
            Assert.False(RoleTable.MayUseEmergency(role) || RoleTable.RoleExplains(role));
            foreach (var statement in new[] { "my-day", "find", "admit", "assign", "uncovered" })
                foreach (var origin in Enum.GetValues<SessionOrigin>())
                    Assert.False(RoleTable.May(role, origin, statement));
            Assert.False(RoleTable.OpensPatients(role) || RoleTable.May(role, SessionOrigin.Watch, "open"));
        }
    }

    [Fact]
    public void Every_roles_name_reads_back_and_has_words_in_both_languages()
    {
        foreach (var role in Enum.GetValues<StaffRole>())
        {
            Assert.True(RoleTable.TryParse(RoleTable.Text(role), out var parsed) && parsed == role);
            Assert.Contains(RoleWords.All, known => known.Role == RoleTable.Text(role) && known.English.Length > 0 && known.French.Length > 0);
        }

        Assert.Equal(Enum.GetValues<StaffRole>().Select(RoleTable.Text), RoleWords.All.Select(known => known.Role));
    }
}
