namespace Pulumi.Neonflow;

public static class GetThing
{
    public static Task<GetThingResult> InvokeAsync(GetThingArgs args, InvokeOptions? options = null) =>
        global::Pulumi.Deployment.Instance.InvokeAsync<GetThingResult>(
            "neonflow:index:getThing",
            args ?? new GetThingArgs(),
            options.WithDefaults()
        );

    public static Output<GetThingResult> Invoke(GetThingInvokeArgs args, InvokeOptions? options = null) =>
        global::Pulumi.Deployment.Instance.Invoke<GetThingResult>(
            "neonflow:index:getThing",
            args ?? new GetThingInvokeArgs(),
            options.WithDefaults()
        );

    public static Output<GetThingResult> Invoke(GetThingInvokeArgs args, InvokeOutputOptions options) =>
        global::Pulumi.Deployment.Instance.Invoke<GetThingResult>(
            "neonflow:index:getThing",
            args ?? new GetThingInvokeArgs(),
            options.WithDefaults()
        );
}
