using System.Net;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;

var builder = WebApplication.CreateSlimBuilder(args);
builder.Logging.ClearProviders();
builder.WebHost.ConfigureKestrel(static kestrel =>
    kestrel.Listen(IPAddress.Loopback, 0, static listen => listen.Protocols = HttpProtocols.Http2)
);
builder.Services.AddGrpc();
var app = builder.Build();
app.MapGrpcService<EmptyProvider>();
await app.StartAsync().ConfigureAwait(false);
var address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
Console.Out.Write(new Uri(address).Port + "\n");
Console.Out.Flush();
await app.WaitForShutdownAsync().ConfigureAwait(false);

internal sealed class EmptyProvider : Pulumirpc.ResourceProvider.ResourceProviderBase;
