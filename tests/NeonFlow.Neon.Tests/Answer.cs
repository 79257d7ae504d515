using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace NeonFlow.Neon.Tests;

internal sealed record Answer(int Status, string Body, (string Name, string Value)[] Headers);
