using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace NeonFlow.Testing.Connectors.SourcePostgres;

internal enum LogLevel { Debug, Info, Warning, Error, Fatal }
