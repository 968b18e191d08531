# Answers one question per line, in JSON: a name, and rows or an error.
# This text is an argument of powershell.exe: ASCII, and no quotation marks but single ones.
$ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'
$out = New-Object IO.StreamWriter([Console]::OpenStandardOutput(), (New-Object Text.UTF8Encoding($false)))
$plain = [Globalization.CultureInfo]::InvariantCulture
function Answer($name, $ask) {
    try { $answer = @{ name = $name; rows = @(& $ask) } }
    catch { $answer = @{ name = $name; error = [string]$_.Exception.Message } }
    $out.WriteLine((ConvertTo-Json -InputObject $answer -Compress -Depth 4))
    $out.Flush()
}
function Cim($name, $class, $properties, $namespace = 'root/cimv2') {
    Answer $name { Get-CimInstance -Namespace $namespace -ClassName $class -OperationTimeoutSec 8 |
        Select-Object -Property $properties }
}

