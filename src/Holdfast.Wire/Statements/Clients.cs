using System.Text.Json;

namespace Holdfast.Wire.Statements;

/// <summary>What is asked for when a client is to be registered: the payload of "register-client", all members given.</summary>
/// <param name="Client">[a-z0-9-], 3 to 32; for ever: also after it is retired it means nobody else.</param>
/// <param name="Kind">public, confidential, service or resource-server.</param>
/// <param name="LaunchUri">Empty: the desk does not start it.</param>
/// <param name="Binding">dpop: it shows proofs of a key of its own. bearer: it cannot, and is given less.</param>
/// <param name="Keys">A JWKS by value, or null.</param>
/// <param name="Secret">A confidential client or resource server without keys: a secret is made for it.</param>
/// <param name="Reach">Of a service: read-set, own-charts, write-set or roster; else empty.</param>
/// <param name="HealthNumbers">Of a service: whose charts.</param>
/// <param name="Until">Of a service: Unix ms; else 0.</param>
public sealed record ClientRequest(
    string Client, string Name, string Kind, string[] RedirectUris, string LaunchUri, string Scope, string Binding,
    JsonElement? Keys, bool Secret, string Reach, string[] HealthNumbers, long Until);

/// <summary>Payload of "retire-client": from then on the client can do nothing. Reason of 10 to 500 characters.</summary>
public sealed record RetireClientProposal(string Client, string Reason);
