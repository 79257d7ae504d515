using System.Collections.Concurrent;
using NeonFlow.Postgres;
using NeonFlow.Provider.Dispatch;
using NeonFlow.Provider.Resources;
using NeonFlow.Provider.Shapes;
using NeonFlow.Testing.Postgres;
using static NeonFlow.Provider.Tests.Core.Make;

namespace NeonFlow.Provider.Tests.Postgres;

[CollectionDefinition("databases")]
public sealed class DatabaseCollection : ICollectionFixture<DatabaseFixture>;
