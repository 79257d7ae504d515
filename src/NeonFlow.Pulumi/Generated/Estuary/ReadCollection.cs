// Derived from the provider's shapes; NEONFLOW_ACCEPT=1 ./test.sh writes it anew. Do not edit.
#nullable enable
using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Threading.Tasks;
using Pulumi;
using Pulumi.Serialization;

namespace NeonFlow.Cdc.Estuary;

/// <summary>
/// The first documents of an Estuary collection: what a capture has read from a table so far, as <c>flowctl collections read</c> and the dashboard show it.
/// </summary>
/// <remarks>
/// <code>
/// using Pulumi;
/// using NeonFlow.Cdc;
/// using NeonFlow.Cdc.Estuary;
///
/// return await Deployment.RunAsync(() =&gt;
/// {
///     var orders = new NeonToEstuary("orders", new()
///     {
///         ProjectId = "hidden-cell-763301",
///         Database = "shop",
///         Tables = { "public.orders" },
///         Prefix = "acmeCo/shop",
///         AcknowledgeIrreversible = true,
///     });
///     var read = ReadCollection.Invoke(new()
///     {
///         Collection = orders.Collections.Apply(static c =&gt; c[0]),
///         MaxDocuments = 3,
///         WaitSeconds = 60,
///     });
///     return new Dictionary&lt;string, object?&gt; { ["hasRows"] = Output.Unsecret(read.Apply(static r =&gt; r.Documents.Length &gt; 0)) };
/// });
/// </code>
/// <para>It needs an Estuary credential with read rights on the collection and nothing else, be it a refresh token or the key of a service account; nothing is written. A document is there for every change of a row, and counts once its transaction is committed; <c>neonflow rows</c> reduces them to rows. In C# each is an <c>ImmutableDictionary&lt;string, object&gt;</c>. Partitions of a collection are read one after the other, and of one collection 64 MiB are looked through at most.</para>
/// <para>A preview reads, too. Where the same program makes the collection and it is not there yet, the answer is unknown until the <c>up</c>.</para>
/// <para>Rows belong to somebody: <c>documents</c> is a secret, and in C# so is all that follows from the answer, until <c>Output.Unsecret</c> says otherwise. What a program puts into a stack output or an input of a resource is in every version of the state, encrypted; export what follows from documents rather than the documents.</para>
/// </remarks>
public static class ReadCollection
{
    /// <summary>
    /// The first documents of an Estuary collection: what a capture has read from a table so far, as <c>flowctl collections read</c> and the dashboard show it.
    /// </summary>
    public static Task<ReadCollectionResult> InvokeAsync(ReadCollectionArgs args, InvokeOptions? options = null)
        => global::Pulumi.Deployment.Instance.InvokeAsync<ReadCollectionResult>("neonflow:estuary:readCollection", args ?? new ReadCollectionArgs(), options.WithDefaults());

    /// <summary>
    /// The first documents of an Estuary collection: what a capture has read from a table so far, as <c>flowctl collections read</c> and the dashboard show it.
    /// </summary>
    public static Output<ReadCollectionResult> Invoke(ReadCollectionInvokeArgs args, InvokeOptions? options = null)
        => global::Pulumi.Deployment.Instance.Invoke<ReadCollectionResult>("neonflow:estuary:readCollection", args ?? new ReadCollectionInvokeArgs(), options.WithDefaults()).UnknownWhere(static r => r.Collection is null);

    /// <summary>
    /// The first documents of an Estuary collection: what a capture has read from a table so far, as <c>flowctl collections read</c> and the dashboard show it.
    /// </summary>
    public static Output<ReadCollectionResult> Invoke(ReadCollectionInvokeArgs args, InvokeOutputOptions options)
        => global::Pulumi.Deployment.Instance.Invoke<ReadCollectionResult>("neonflow:estuary:readCollection", args ?? new ReadCollectionInvokeArgs(), options.WithDefaults()).UnknownWhere(static r => r.Collection is null);
}

/// <summary>Arguments of <see cref="ReadCollection.InvokeAsync"/>.</summary>
public sealed class ReadCollectionArgs : global::Pulumi.InvokeArgs
{
    /// <summary>
    /// Collection, such as <c>acmeCo/shop/public/orders</c>. Where the program makes the capture: an element of its <c>collections</c>, so that the read waits for it.
    /// </summary>
    [Input("collection", required: true)]
    public string Collection { get; set; } = null!;

    /// <summary>
    /// How many documents are read at most, 1 to 1000. Default: 10. Fewer come where they would have more than 1 MiB together.
    /// </summary>
    [Input("maxDocuments")]
    public int? MaxDocuments { get; set; }

    /// <summary>
    /// How many seconds an <c>up</c> waits for the first document, 0 to 600; a preview never waits. Default: 0, the answer is that of the moment.
    /// </summary>
    [Input("waitSeconds")]
    public int? WaitSeconds { get; set; }

    /// <summary>No arguments.</summary>
    public static new ReadCollectionArgs Empty => new ReadCollectionArgs();
}

/// <summary>Arguments of the output forms of <see cref="ReadCollection"/>.</summary>
public sealed class ReadCollectionInvokeArgs : global::Pulumi.InvokeArgs
{
    /// <summary>
    /// Collection, such as <c>acmeCo/shop/public/orders</c>. Where the program makes the capture: an element of its <c>collections</c>, so that the read waits for it.
    /// </summary>
    [Input("collection", required: true)]
    public Input<string> Collection { get; set; } = null!;

    /// <summary>
    /// How many documents are read at most, 1 to 1000. Default: 10. Fewer come where they would have more than 1 MiB together.
    /// </summary>
    [Input("maxDocuments")]
    public Input<int>? MaxDocuments { get; set; }

    /// <summary>
    /// How many seconds an <c>up</c> waits for the first document, 0 to 600; a preview never waits. Default: 0, the answer is that of the moment.
    /// </summary>
    [Input("waitSeconds")]
    public Input<int>? WaitSeconds { get; set; }

    /// <summary>No inputs.</summary>
    public static new ReadCollectionInvokeArgs Empty => new ReadCollectionInvokeArgs();
}

/// <summary>
/// Answer of <c>estuary.readCollection</c>.
/// </summary>
[OutputType]
public sealed class ReadCollectionResult
{
    /// <summary>
    /// Collection that was read.
    /// </summary>
    public readonly string Collection;

    /// <summary>
    /// Its first documents, in the order in which they were committed. <c>_meta.op</c> says what happened to the row: <c>c</c>, <c>u</c> or <c>d</c>. A whole number beyond 2^53 is text.
    /// </summary>
    public readonly ImmutableArray<object> Documents;

    /// <summary>
    /// Whether more documents follow.
    /// </summary>
    public readonly bool More;

    [OutputConstructor]
    private ReadCollectionResult(
        string collection,
        ImmutableArray<object> documents,
        bool more)
    {
        Collection = collection;
        Documents = documents;
        More = more;
    }
}
