using Google.Protobuf;
using Holdfast.Ui;
using Holdfast.Ui.SignIn;
using Holdfast.Ui.Web;
using Holdfast.Wire;

namespace Holdfast.Desk.People;

/// <summary>Who works here and how they stand; what somebody may know about themself; visits without a person. The keyholder decides and enters each.</summary>
internal static class StaffRoutes
{
    private sealed record MemberAnswer(PersonAnswer Person, string Standing, long From, long Until, long LeaveFrom, long LeaveTo, long LastUse, string Chart)
    {
        public static MemberAnswer Of(StaffMember member) => new(
            PersonAnswer.Of(member.Card), member.Standing, member.FromMs, member.UntilMs, member.LeaveFromMs, member.LeaveToMs, member.LastUseMs,
            member.Chart.IsEmpty ? "" : ChartId.From(member.Chart).ToString());
    }

    private sealed record StaffAnswer(PersonAnswer[] People, MemberAnswer[] Members);

    private sealed record MyDetailsAnswer(MemberAnswer Me);

    private sealed record Done;

    public static void MapStaff(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/people", () => Page.Of<PeoplePage>());
        routes.MapGet("/my-details", () => Page.Of<MyDetailsPage>());
        routes.MapPost("/staff", (Delegate)People);
        routes.MapPost("/leave", (HttpContext http, StaffWork.StaffWorkClient keyholder, TimeProvider time) =>
            Relay.Statement(http, time, keyholder.LeaveAsync, reply => reply.Refusal, (_, _) => Relay.Json(new Done())));
        routes.MapPost("/part", (HttpContext http, StaffWork.StaffWorkClient keyholder, TimeProvider time) =>
            Relay.Statement(http, time, keyholder.PartAsync, reply => reply.Refusal, (_, _) => Relay.Json(new Done())));
        routes.MapPost("/suggestions", (HttpContext http, StaffWork.StaffWorkClient keyholder, TimeProvider time) =>
            Relay.Statement(http, time, keyholder.SuggestionsAsync, reply => reply.Refusal, (reply, _) => Page.Of<SuggestionsFragment>(new() { ["Reply"] = reply })));
        routes.MapPost("/link-suggestion", (HttpContext http, StaffWork.StaffWorkClient keyholder, TimeProvider time) =>
            Relay.Statement(http, time, keyholder.LinkSuggestionAsync, reply => reply.Refusal, (_, _) => Relay.Json(new Done())));
        routes.MapPost("/dismiss-suggestion", (HttpContext http, StaffWork.StaffWorkClient keyholder, TimeProvider time) =>
            Relay.Statement(http, time, keyholder.DismissSuggestionAsync, reply => reply.Refusal, (_, _) => Relay.Json(new Done())));
        routes.MapPost("/retire-provisioner", (HttpContext http, StaffWork.StaffWorkClient keyholder, TimeProvider time) =>
            Relay.Statement(http, time, keyholder.RetireProvisionerAsync, reply => reply.Refusal, (_, _) => Relay.Json(new Done())));
        routes.MapPost("/my-details", (Delegate)MyDetails);
        routes.MapPost("/uncovered", (HttpContext http, StaffWork.StaffWorkClient keyholder, TimeProvider time) =>
            Relay.Statement(http, time, keyholder.UncoveredAsync, reply => reply.Refusal, (reply, _) => Page.Of<UncoveredFragment>(new() { ["Reply"] = reply })));
    }

    private static Task<IResult> People(HttpContext http, DeskWork.DeskWorkClient keyholder, TimeProvider time) =>
        Relay.Statement(http, time, keyholder.StaffAsync, reply => reply.Refusal, (reply, _) => http.WantsFragment()
            ? Page.Of<PeopleFragment>(new() { ["Reply"] = reply })
            : Relay.Json(new StaffAnswer([.. reply.People.Select(PersonAnswer.Of)], [.. reply.Members.Select(MemberAnswer.Of)])));

    private static Task<IResult> MyDetails(HttpContext http, StaffWork.StaffWorkClient keyholder, TimeProvider time) =>
        Relay.Statement(http, time, keyholder.MyDetailsAsync, reply => reply.Refusal, (reply, _) => http.WantsFragment()
            ? Page.Of<MyDetailsFragment>(new() { ["Reply"] = reply })
            : Relay.Json(new MyDetailsAnswer(MemberAnswer.Of(reply.Me))));
}
