namespace Holdfast.Desk.Scim;

/// <summary>What this SCIM server says of itself (RFC 7643 §5 to §7): the same for everybody, and nothing about anybody.</summary>
internal static class ScimDocuments
{
    public const string UserSchema = "urn:ietf:params:scim:schemas:core:2.0:User";
    public const string ListResponse = "urn:ietf:params:scim:api:messages:2.0:ListResponse";
    public const string ErrorMessage = "urn:ietf:params:scim:api:messages:2.0:Error";

    private const int MostResults = 100;

    public static object Config(string origin) => new
    {
        schemas = new[] { "urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig" },
        patch = new { supported = true },
        bulk = new { supported = false, maxOperations = 0, maxPayloadSize = 0 },
        filter = new { supported = true, maxResults = MostResults },
        changePassword = new { supported = false },
        sort = new { supported = false },
        etag = new { supported = false },
        authenticationSchemes = new[] { new { type = "oauthbearertoken", name = "Bearer token", description = "Made by the keyholder when two people register the source.", primary = true } },
        meta = new { resourceType = "ServiceProviderConfig", location = $"{origin}{ScimRoutes.Root}/ServiceProviderConfig" },
    };

    public static object ResourceTypes(string origin) => Listed(new
    {
        schemas = new[] { "urn:ietf:params:scim:schemas:core:2.0:ResourceType" }, id = "User", name = "User", endpoint = "/Users", schema = UserSchema,
        description = "Somebody whom a source suggests, or whom it may disable.",
        meta = new { resourceType = "ResourceType", location = $"{origin}{ScimRoutes.Root}/ResourceTypes/User" },
    });

    public static object Schemas(string origin) => Listed(new
    {
        schemas = new[] { "urn:ietf:params:scim:schemas:core:2.0:Schema" }, id = UserSchema, name = "User", description = "The attributes that are kept; others are left out.",
        attributes = new object[]
        {
            Text("userName", required: true, uniqueness: "server", "Unique among what this source sends."),
            Text("externalId", required: false, uniqueness: "server", "The source's own id."),
            Text("displayName", required: false, uniqueness: "none", "A suggestion for the name."),
            new
            {
                name = "name", type = "complex", multiValued = false, required = false, mutability = "readWrite", returned = "default", uniqueness = "none", description = "The same name.",
                subAttributes = new[] { Text("formatted", required: false, uniqueness: "none", "The same name.") },
            },
            Text("title", required: false, uniqueness: "none", "A hint for the administrator. No role follows from it."),
            new
            {
                name = "active", type = "boolean", multiValued = false, required = false, mutability = "readWrite", returned = "default", uniqueness = "none",
                description = "false disables whoever is linked at once, within a cap a day. true brings nobody back: an administrator sees it. Read: whether they may work here.",
            },
        },
        meta = new { resourceType = "Schema", location = $"{origin}{ScimRoutes.Root}/Schemas/{UserSchema}" },
    });

    private static object Text(string name, bool required, string uniqueness, string description) => new
    {
        name, type = "string", multiValued = false, required, caseExact = name == "externalId", mutability = "readWrite", returned = "default", uniqueness, description,
    };

    private static object Listed(object only) => new { schemas = new[] { ListResponse }, totalResults = 1, startIndex = 1, itemsPerPage = 1, Resources = new[] { only } };
}
