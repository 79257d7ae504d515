using System.Text.Json;
using System.Text.Json.Nodes;
using NeonFlow.Estuary;
using NeonFlow.Provider.Contracts;
using NeonFlow.Provider.ProgramView;
using NeonFlow.Provider.Schema;
using NeonFlow.Provider.Upstreams;

namespace NeonFlow.Provider.Functions;

/// <summary>Answers <c>estuary.readCollection</c>.</summary>
internal sealed class ReadCollection(UpstreamClients upstreams) : Function<ReadCollectionArgs, ReadCollectionResult>
{
    private const int DefaultDocuments = 10;
    private const int MostDocuments = 1000;
    private const int LongestWait = 600;

    // What a program keeps of it, in a stack output for instance, is in every version of the state.
    private const long MostBytes = 1 << 20;

    public override ReadCollectionArgs Check(CheckContext<ReadCollectionArgs> context)
    {
        Within(context, nameof(ReadCollectionArgs.MaxDocuments), context.Inputs.MaxDocuments, 1, MostDocuments);
        Within(context, nameof(ReadCollectionArgs.WaitSeconds), context.Inputs.WaitSeconds, 0, LongestWait);
        return context.Inputs;
    }

    public override async Task<ReadCollectionResult> InvokeAsync(ReadCollectionArgs args, OperationContext context)
    {
        var collection = args.Collection.ToString();
        var limits = new CollectionLimits(args.MaxDocuments ?? DefaultDocuments, MostBytes);
        var patience = context.IsPreview ? TimeSpan.Zero : TimeSpan.FromSeconds(args.WaitSeconds ?? 0);
        var page = await PageAsync(collection, limits, patience, context).ConfigureAwait(false);
        return new()
        {
            Collection = collection,
            Documents = [.. page.Documents.Select(ValueOf)],
            More = page.More,
        };
    }

    private async Task<CollectionPage> PageAsync(string collection, CollectionLimits limits, TimeSpan patience, OperationContext context)
    {
        try
        {
            return await upstreams.Estuary.ReadCollectionAsync(collection, limits, patience, context.Stop).ConfigureAwait(false)
                ?? throw Missing(collection, context);
        }
        catch (EstuaryForbiddenException failure)
        {
            // It is the same in the up, so a preview does not pass over it.
            throw new DiagnosticException(
                new Diagnostic(
                    EstuaryDiagnostics.Refused,
                    nameof(ReadCollectionArgs.Collection),
                    $"The Estuary credential may not read the collection {collection}: {failure.Failure.Message}."
                )
                {
                    Kind = FailureKind.Failed,
                    Fix =
                        $"Give the owner of the credential read rights on {collection} (dashboard, Admin, Account Access), or name a "
                        + "collection that it may read.",
                },
                failure
            );
        }
        catch (EstuaryException failure)
        {
            throw new DiagnosticException(EstuaryFailures.Read(failure, nameof(ReadCollectionArgs.Collection)), failure);
        }
    }

    private static Exception Missing(string collection, OperationContext context)
    {
        var maker = context
            .Program.At(Places.Estuary, context.Urn)
            .Remaining()
            .FirstOrDefault(r => r.Makes(new(ObjectKind.Collection, collection)));
        return context.IsPreview && maker is not null
            ? new NotMadeYetException($"the collection {collection} is made by {maker.Name} of this program, in the up")
            : new DiagnosticException(
                new Diagnostic(EstuaryDiagnostics.Missing, nameof(ReadCollectionArgs.Collection), $"There is no collection {collection}.")
                {
                    Kind = FailureKind.NotFound,
                    Fix =
                        "Take the name from the capture that makes the collection, orders.Collections.Apply(static c => c[0]): the read "
                        + "then waits for it. Else look it up in Estuary's dashboard, under Collections.",
                }
            );
    }

    private static void Within(CheckContext<ReadCollectionArgs> context, string path, int? value, int least, int most)
    {
        if (context.IsKnown(path) && (value < least || value > most))
        {
            context.Fail(
                CoreDiagnostics.WrongType,
                path,
                $"{PropertyPath.Of(path)} is {value}; it must be {least} to {most}.",
                $"{path} = {Math.Clamp(value.Value, least, most)}"
            );
        }
    }

    private static Json ValueOf(JsonObject document)
    {
        using var parsed = JsonDocument.Parse(document.ToJsonString());
        return new(Json.ValueOf(parsed.RootElement));
    }
}
