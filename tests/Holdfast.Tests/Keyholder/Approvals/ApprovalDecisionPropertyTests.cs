using CsCheck;
using Holdfast.Keyholder.Approvals;
using Holdfast.Keyholder.Grants;
using Holdfast.Tests.Keyholder.Grants;
using Holdfast.Wire;

namespace Holdfast.Tests.Keyholder.Approvals;

/// <summary>
/// What holds for every sequence of asking, approving, declining, freezing and waiting among a few people, drawn at
/// random. The sequence acts on the decision as Approve, Decline and Lapse do.
/// </summary>
public class ApprovalDecisionPropertyTests
{
    private static readonly PersonId[] People = [PersonId.New(), PersonId.New(), PersonId.New()];

    private enum Act
    {
        Approve,
        ApproveWithPaper,
        Decline,
        Sweep,
        Freeze,
        Thaw,
        Leave,
        Return,
        Unmake,
        Make,
    }

    private sealed record Step(Act Act, int Who, int Request, int Device, int Hours, bool Bent);

    private static readonly Gen<Step[]> Sequences = Gen.Select(Gen.Enum<Act>(), Gen.Int[0, 2], Gen.Int[0, 2], Gen.Int[0, 3], Gen.Int[0, 20], Gen.Int[0, 9].Select(i => i == 0),
        (act, who, request, device, hours, bent) => new Step(act, who, request, device, hours, bent)).Array[1, 40];

    /// <summary>Three requests, one of each person, made at the start on devices 0, 1, 2.</summary>
    private sealed class World
    {
        public DateTimeOffset Now { get; set; } = Facts.Now;
        public ProposalState[] States { get; } = [ProposalState.Waiting, ProposalState.Waiting, ProposalState.Waiting];
        public bool[] Frozen { get; } = new bool[3];
        public bool[] Left { get; } = new bool[3];
        public bool[] Approver { get; } = [true, true, true];
        public bool Paper { get; set; } = true;
        public int[] Effects { get; } = new int[3];

        public ApprovalFacts FactsOf(Step step, PaperShown paper) => new(
            Now, new SessionFacts(People[step.Who], StaffRole.Nurse, SessionOrigin.Watch, Now, Now, Ended: false, Frozen[step.Who], Left[step.Who] ? Facts.Employed with { Until = Now } : Facts.Employed with { LastUse = Now }, Approver[step.Who]),
            States[step.Request], Facts.Now + ApprovalLimits.Waits, HashFits: !step.Bent, People[step.Request], AskerStands: !Frozen[step.Request] && !Left[step.Request],
            step.Device == 3 ? null : $"device {step.Device}", DeviceOfAsker: step.Device == step.Request, paper);
    }

    private static void Run(Step[] steps, Action<World, Step, bool> afterApproval)
    {
        var world = new World();
        foreach (var step in steps)
        {
            world.Now += TimeSpan.FromHours(step.Hours);
            switch (step.Act)
            {
                case Act.Freeze: world.Frozen[step.Who] = true; break;
                case Act.Thaw: world.Frozen[step.Who] = false; break;
                case Act.Leave: world.Left[step.Who] = true; break;
                case Act.Return: world.Left[step.Who] = false; break;
                case Act.Unmake: world.Approver[step.Who] = false; break;
                case Act.Make: world.Approver[step.Who] = true; break;
                case Act.Sweep:
                    if (world.Now >= Facts.Now + ApprovalLimits.Waits && world.States[step.Request] == ProposalState.Waiting) world.States[step.Request] = ProposalState.Lapsed;
                    break;
                case Act.Decline:
                    if (ApprovalDecision.Decline(world.FactsOf(step, PaperShown.None)) is ApprovalDecision.Allowed) world.States[step.Request] = ProposalState.Declined;
                    break;
                default:
                    var shown = step.Act == Act.Approve ? PaperShown.None : world.Paper ? PaperShown.Good : PaperShown.Bad;
                    if (ApprovalDecision.Decide(world.FactsOf(step, shown)) is not ApprovalDecision.Allowed allowed) break;
                    afterApproval(world, step, allowed.UsesPaper);
                    world.States[step.Request] = ProposalState.Approved;
                    world.Effects[step.Request]++;
                    if (allowed.UsesPaper) world.Paper = false;
                    break;
            }
        }
    }

    [Fact]
    public void Nobody_approves_their_own_request_but_with_the_paper_which_works_once()
    {
        Sequences.Sample(steps =>
        {
            var papers = 0;
            Run(steps, (_, step, paper) =>
            {
                if (step.Who == step.Request) Assert.True(paper);
                if (paper) papers++;
            });
            Assert.InRange(papers, 0, 1);
        });
    }

    [Fact]
    public void An_approval_is_spent_once() => Sequences.Sample(steps =>
    {
        World? last = null;
        Run(steps, (world, _, _) => last = world);
        if (last is not null) Assert.All(last.Effects, times => Assert.InRange(times, 0, 1));
    });

    [Fact]
    public void What_has_run_out_lapsed_or_was_declined_never_takes_effect() => Sequences.Sample(steps => Run(steps, (world, step, _) =>
    {
        Assert.Equal(ProposalState.Waiting, world.States[step.Request]);
        Assert.True(world.Now < Facts.Now + ApprovalLimits.Waits);
        Assert.False(step.Bent);
    }));

    [Fact]
    public void Who_is_frozen_has_left_or_is_no_approver_approves_nothing_and_nothing_is_approved_for_who_is_frozen_or_has_left() => Sequences.Sample(steps => Run(steps, (world, step, _) =>
    {
        Assert.False(world.Frozen[step.Who] || world.Frozen[step.Request]);
        Assert.False(world.Left[step.Who] || world.Left[step.Request]);
        Assert.True(world.Approver[step.Who]);
    }));

    [Fact]
    public void Two_people_are_on_two_devices() => Sequences.Sample(steps => Run(steps, (_, step, paper) =>
    {
        if (!paper) Assert.True(step.Device != 3 && step.Device != step.Request && step.Who != step.Request);
    }));

    [Fact]
    public void Some_sequences_approve_so_that_the_others_say_something()
    {
        var approved = 0;
        Sequences.Sample(steps => Run(steps, (_, _, _) => Interlocked.Increment(ref approved)));
        Assert.True(approved > 0);
    }
}
