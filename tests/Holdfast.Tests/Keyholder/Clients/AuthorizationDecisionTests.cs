using Holdfast.Keyholder.Clients;
using Holdfast.Wire;

namespace Holdfast.Tests.Keyholder.Clients;

/// <summary>What an application is given when it asks a person: one case each.</summary>
public class AuthorizationDecisionTests
{
    private static readonly ClientRow App = new(
        "app", "An app", ClientKind.Public, ["https://app.example/other", "https://app.example/back"], "",
        "launch openid fhirUser profile online_access offline_access patient/Observation.rs patient/Patient.r system/Observation.rs",
        Bearer: false, [], "", Service: null, Registered: 1, Retired: null);

    private static AuthorizationDecision Decide(ClientRow? client, string scope = "patient/Observation.rs", string redirect = "https://app.example/back", string key = "thumbprint") =>
        AuthorizationDecision.Decide(client, redirect, scope, key);

    private static void Refuses(Why why, AuthorizationDecision decision) => Assert.Equal(why, Assert.IsType<AuthorizationDecision.Refused>(decision).Why);

    private static AuthorizationDecision.Granted Granted(AuthorizationDecision decision) => Assert.IsType<AuthorizationDecision.Granted>(decision);

    [Theory]
    [InlineData("Public", true)]
    [InlineData("Confidential", true)]
    [InlineData("Service", false)]
    [InlineData("ResourceServer", false)]
    public void Only_applications_ask_people(string kind, bool may)
    {
        var decision = Decide(App with { Kind = Enum.Parse<ClientKind>(kind) });
        if (may) Granted(decision);
        else Refuses(Why.ClientUnknown, decision);
    }

    [Fact]
    public void Nobody_answers_a_client_that_is_not_registered_or_an_address_that_is_not()
    {
        Refuses(Why.ClientUnknown, Decide(null));
        Refuses(Why.ClientUnknown, Decide(App, redirect: "https://app.example/elsewhere"));
        Refuses(Why.ClientUnknown, Decide(App with { RedirectUris = [] }));
    }

    [Fact]
    public void A_client_without_a_key_is_given_something_only_where_it_is_registered_so()
    {
        Assert.False(Granted(Decide(App)).Bearer);
        Refuses(Why.ProofRefused, Decide(App, key: ""));
        Assert.True(Granted(Decide(App with { Bearer = true }, key: "")).Bearer);
        Assert.False(Granted(Decide(App with { Bearer = true }, key: "x")).Bearer);
        Granted(Decide(App, key: "x"));
    }

    [Theory]
    [InlineData("patient/Observation.rs", "patient/Observation.rs")]
    [InlineData("patient/Observation.cruds", "patient/Observation.rs")]
    [InlineData("patient/*.rs", "patient/Observation.rs patient/Patient.r")]
    [InlineData("openid fhirUser profile patient/Patient.r", "openid fhirUser profile patient/Patient.r")]
    [InlineData("fhirUser profile patient/Patient.r", "patient/Patient.r")] // who somebody is, is said in an id token only
    [InlineData("offline_access patient/Patient.r", "online_access patient/Patient.r")] // nothing while nobody is there
    [InlineData("online_access patient/Patient.r", "online_access patient/Patient.r")]
    [InlineData("patient/Patient.r", "patient/Patient.r")]
    [InlineData("system/Observation.rs patient/Patient.r", "patient/Patient.r")]
    public void It_is_given_what_it_asked_for_and_is_registered_with(string asked, string given) => Assert.Equal(given, Granted(Decide(App, asked)).Scope.Text);

    [Theory]
    [InlineData("user/Patient.s", "user/Patient.s", true)]
    [InlineData("user/Patient.rs", "user/Patient.s", true)] // reading is what a chart is opened for
    [InlineData("launch launch/patient openid offline_access user/Patient.read", "openid online_access user/Patient.s", true)]
    [InlineData("user/Patient.s patient/Observation.rs", "patient/Observation.rs", false)] // one grant is of one kind
    [InlineData("user/Patient.s user/Observation.rs", "user/Patient.s", true)]
    public void Whoever_asks_for_the_directory_alone_is_given_it_alone(string asked, string given, bool search)
    {
        var granted = Granted(Decide(App with { Scope = App.Scope + " launch/patient user/Patient.rs" }, asked));
        Assert.Equal((given, search), (granted.Scope.Text, granted.Search));
    }

    [Theory]
    [InlineData("user/Patient.s")] // not registered for it
    [InlineData("user/Patient.cruds")]
    [InlineData("user/*.rs")]
    [InlineData("user/Patient.r")]
    public void No_other_scope_of_a_user_is_given(string asked) => Refuses(Why.ScopeRefused, Decide(asked == "user/Patient.s" ? App : App with { Scope = App.Scope + " user/Patient.s" }, asked));

    [Theory]
    [InlineData("")]
    [InlineData("openid")]
    [InlineData("system/Observation.rs")]
    [InlineData("patient/Condition.rs")]
    [InlineData("patient/Observation.cud")]
    public void Whoever_asks_for_nothing_that_may_be_given_is_refused(string asked) => Refuses(Why.ScopeRefused, Decide(App, asked));
}
