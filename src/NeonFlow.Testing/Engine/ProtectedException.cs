namespace NeonFlow.Testing.Engine;

/// <summary>A resource must not be deleted.</summary>
/// <remarks>In pulumi/pulumi: deleteProtectedError (pkg/resource/deploy/step.go).</remarks>
internal sealed class ProtectedException(Urn urn)
    : Exception(
        $"resource \"{urn}\" cannot be deleted\nbecause it is protected. To unprotect the resource, either remove the `protect` flag from "
            + "the resource in your Pulumi program and run `pulumi up`, "
            + $"or use the command:\n`pulumi state unprotect {urn.Quoted}`"
    );
