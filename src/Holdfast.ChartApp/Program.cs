using Holdfast.ChartApp;
using Holdfast.ChartApp.Browser;
using Holdfast.ChartApp.Launch;
using Holdfast.ChartApp.Notes;
using Microsoft.AspNetCore.Components.WebAssembly.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

await BrowserModule.Load();
var builder = WebAssemblyHostBuilder.CreateDefault(args);
builder.Logging.ClearProviders();
builder.Logging.AddProvider(new QuietLogger());
builder.Services.AddSingleton(TimeProvider.System);
builder.Services.AddSingleton<ServerClock>();
builder.Services.AddSingleton(_ => new HttpClient { Timeout = TimeSpan.FromSeconds(30) });
builder.Services.AddSingleton<IProofKey, BrowserProofKey>();
builder.Services.AddSingleton<IDraftStore, BrowserDraftStore>();
builder.RootComponents.Add<App>("#app");
await builder.Build().RunAsync();
