using System.Buffers.Binary;
using System.Text;

namespace NeonFlow.Testing.Connectors.SourcePostgres;

internal abstract record StreamEvent;
