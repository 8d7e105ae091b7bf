using System.Text.Json;
using Holdfast.Tests.Everything;
using Holdfast.Tests.Keyholder.Running;

namespace Holdfast.SystemTests.Apps;

/// <summary>Integrations as others write them, under Node with a service's token. They count what is in the chart, so the provider is theirs alone.</summary>
public sealed class IntegrationLibraryTests(ProviderWithApps provider, ClientLibraries libraries) : IClassFixture<ProviderWithApps>, IClassFixture<ClientLibraries>
{
    /// <summary>Their own requests, headers and readings of the answers; only the names below .localhost are led to where the roles listen.</summary>
    [Fact]
    public async Task Fhir_kit_client_and_MedplumClient_work_unchanged()
    {
        libraries.Need();
        var keyholder = provider.Provider.Keyholder;
        var service = new ServiceUnderTest(provider.Provider, await TestApp.Register(keyholder, TestApp.Service(keyholder, "read-set", ProviderWithApps.HealthNumber) with { Client = "integration" }));
        foreach (var library in new[] { "fhir-kit-client", "medplum" })
        {
            await service.Renew(); // each within the rate of one bearer token
            using var node = ClientLibraries.StartNode("integrations.mjs", JsonSerializer.Serialize(new { library, records = TestKeyholder.RecordsOrigin, places = provider.Provider.Places, token = service.Token, patient = provider.Chart }));
            var (said, errors) = (node.StandardOutput.ReadToEndAsync(), node.StandardError.ReadToEndAsync());
            await node.WaitForExitAsync();
            Assert.True(node.ExitCode == 0, $"{library}: {await errors}");
            Assert.Equal("done", (await said).Trim());
        }
    }
}
