# What it is made of.
Cim 'computer' 'Win32_ComputerSystem' 'Manufacturer', 'Model', 'DNSHostName', 'Name', 'TotalPhysicalMemory',
    'SystemFamily', 'SystemSKUNumber'
Cim 'product' 'Win32_ComputerSystemProduct' 'UUID'
Cim 'bios' 'Win32_BIOS' 'Manufacturer', 'SerialNumber', 'SMBIOSBIOSVersion',
    @{ n = 'Released'; e = { $_.ReleaseDate.ToUniversalTime().ToString('yyyy-MM-dd', $plain) } }
Cim 'enclosure' 'Win32_SystemEnclosure' 'ChassisTypes', 'SMBIOSAssetTag', 'SerialNumber'
Cim 'board' 'Win32_BaseBoard' 'Manufacturer', 'Product', 'SerialNumber'
Cim 'processors' 'Win32_Processor' 'Name', 'NumberOfCores', 'NumberOfLogicalProcessors', 'Architecture',
    'MaxClockSpeed', 'L2CacheSize', 'L3CacheSize'
Cim 'memory' 'Win32_PhysicalMemory' 'DeviceLocator', 'Capacity', 'SMBIOSMemoryType', 'ConfiguredClockSpeed',
    'Speed', 'Manufacturer', 'PartNumber', 'SerialNumber'
Cim 'slots' 'Win32_PhysicalMemoryArray' 'Use', 'MemoryDevices', 'MaxCapacity', 'MaxCapacityEx'
Cim 'disks' 'MSFT_PhysicalDisk' 'DeviceId', 'FriendlyName', 'SerialNumber', 'Size', 'BusType', 'MediaType',
    'HealthStatus', 'OperationalStatus', 'FirmwareVersion' 'root/Microsoft/Windows/Storage'
Cim 'battery-present' 'Win32_Battery' 'DeviceID'
Cim 'batteries' 'BatteryStaticData' 'InstanceName', 'ManufactureName', 'DeviceName', 'SerialNumber',
    'DesignedCapacity' 'root/wmi'

# What runs on it.
Cim 'system' 'Win32_OperatingSystem' 'Caption', 'Version', 'BuildNumber', 'WindowsDirectory'
Answer 'release' { Get-ItemProperty 'HKLM:\SOFTWARE\Microsoft\Windows NT\CurrentVersion' |
    Select-Object -Property 'DisplayVersion', 'ReleaseId', 'UBR', 'EditionID' }
Answer 'zone' { [TimeZoneInfo]::Local.Id }
# The command says how it goes with the clock in the language of the system, but with the same numbers.
Answer 'clock' {
    $service = 'HKLM:\SYSTEM\CurrentControlSet\Services\W32Time'
    [pscustomobject]@{
        Start = (Get-ItemProperty $service).Start
        Type = (Get-ItemProperty ($service + '\Parameters')).Type
        Status = @(w32tm.exe /query /status | Select-Object -First 20 | ForEach-Object { [string]$_ })
    }
}

# Its volumes, and what BitLocker says of them.
Cim 'volumes' 'Win32_Volume' 'DeviceID', 'Name', 'DriveLetter', 'FileSystem', 'Capacity', 'DriveType', 'BootVolume'
# Protectors are counted; neither a recovery password nor any other key is asked for.
Answer 'bitlocker' {
    $space = 'root/cimv2/Security/MicrosoftVolumeEncryption'
    foreach ($volume in Get-CimInstance -Namespace $space -ClassName Win32_EncryptableVolume -OperationTimeoutSec 8) {
        $method = $null
        $protectors = $null
        try {
            $said = Invoke-CimMethod -InputObject $volume -MethodName GetEncryptionMethod -OperationTimeoutSec 2
            if ($said.ReturnValue -eq 0) { $method = $said.EncryptionMethod }
            $said = Invoke-CimMethod -InputObject $volume -MethodName GetKeyProtectors -OperationTimeoutSec 2 `
                -Arguments @{ KeyProtectorType = [uint32]0 }
            if ($said.ReturnValue -eq 0) { $protectors = @($said.VolumeKeyProtectorID | Where-Object { $_ }).Count }
        } catch { }
        $volume | Select-Object -Property 'DeviceID', 'DriveLetter', 'ProtectionStatus', 'ConversionStatus',
            'VolumeType', @{ n = 'Method'; e = { $method } }, @{ n = 'Protectors'; e = { $protectors } }
    }
}
Cim 'pagefiles' 'Win32_PageFileUsage' 'Name', 'AllocatedBaseSize'

# Its network adapters and their addresses. Aliases are what people call them, so they are not asked for.
Cim 'adapters' 'MSFT_NetAdapter' 'InterfaceIndex', 'InterfaceDescription', 'PermanentAddress', 'NdisPhysicalMedium',
    'MediaConnectState', 'ReceiveLinkSpeed', 'HardwareInterface', 'Hidden' 'root/StandardCimv2'
Cim 'addresses' 'MSFT_NetIPAddress' 'InterfaceIndex', 'IPAddress', 'PrefixLength', 'SuffixOrigin' 'root/StandardCimv2'

# Its accounts and groups. That of administrators goes by its identifier: its name is another in each language.
function Members($group) {
    foreach ($member in @(([ADSI]('WinNT://./' + $group + ',group')).Invoke('Members'))) {
        $bytes = ([ADSI]$member).InvokeGet('objectSid')
        (New-Object Security.Principal.SecurityIdentifier($bytes, 0)).Value
    }
}
function Account($sid) {
    $account = New-Object Security.Principal.SecurityIdentifier($sid)
    $account.Translate([Security.Principal.NTAccount]).Value.Split('\')[-1]
}
Answer 'users' { Get-LocalUser | Select-Object -Property 'Name', 'Enabled', @{ n = 'Sid'; e = { $_.SID.Value } },
    @{ n = 'PasswordSet'; e = { $_.PasswordLastSet.ToString('yyyy-MM-dd', $plain) } } }
Answer 'administrators' { Members (Account 'S-1-5-32-544') }
Answer 'groups' { foreach ($group in Get-LocalGroup) {
    [pscustomobject]@{ Name = $group.Name; Sid = $group.SID.Value; Members = @(Members $group.Name) }
} }

# What protects it.
Answer 'firewall' { Get-NetFirewallProfile -PolicyStore ActiveStore | Select-Object -Property 'Name',
    @{ n = 'Enabled'; e = { [int]$_.Enabled } }, @{ n = 'Inbound'; e = { [int]$_.DefaultInboundAction } } }
Answer 'secure-boot' {
    try { [bool](Confirm-SecureBootUEFI) } catch [PlatformNotSupportedException] { $false }
}
Cim 'tpm' 'Win32_Tpm' 'SpecVersion', 'IsEnabled_InitialValue' 'root/cimv2/Security/MicrosoftTpm'
Answer 'defender' { Get-MpComputerStatus | Select-Object -Property 'AMServiceEnabled', 'RealTimeProtectionEnabled',
    'AMRunningMode',
    @{ n = 'Signatures'; e = { $_.AntivirusSignatureLastUpdated.ToUniversalTime().ToString('yyyy-MM-dd', $plain) } } }
# What is registered with the Security Center, for which Defender steps aside; servers have none.
Cim 'antivirus' 'AntiVirusProduct' 'displayName', 'instanceGuid', 'productState' 'root/SecurityCenter2'
Answer 'mdm' { Get-ChildItem 'HKLM:\SOFTWARE\Microsoft\Enrollments' | Get-ItemProperty |
    Select-Object -Property 'EnrollmentState', 'ProviderID' }
# Limits of inactivity that hold for the whole machine: of a domain in seconds, of an MDM in minutes.
Answer 'screen-lock' {
    $domain = Get-ItemProperty 'HKLM:\SOFTWARE\Microsoft\Windows\CurrentVersion\Policies\System'
    $mdm = Get-ItemProperty 'HKLM:\SOFTWARE\Microsoft\PolicyManager\current\device\DeviceLock' `
        -ErrorAction SilentlyContinue
    [pscustomobject]@{
        Seconds = $domain.InactivityTimeoutSecs
        Minutes = $mdm.MaxInactivityTimeDeviceLock
        Password = $mdm.DevicePasswordEnabled
    }
}
Answer 'sshd' {
    if (Test-Path 'HKLM:\SYSTEM\CurrentControlSet\Services\sshd') {
        $file = $env:ProgramData + '\ssh\sshd_config'
        $text = $null
        if ((Test-Path -LiteralPath $file) -and (Get-Item -LiteralPath $file).Length -lt 65536) {
            $text = [IO.File]::ReadAllText($file)
        }
        $ports = Get-CimInstance -Namespace 'root/StandardCimv2' -ClassName MSFT_NetTCPConnection `
            -Filter 'State=2' -OperationTimeoutSec 8 | ForEach-Object { [int]$_.LocalPort } | Sort-Object -Unique
        [pscustomobject]@{ Config = $text; Listening = @($ports) }
    }
}

# What it starts by itself. The path only tells whether a service came with Windows, and is not sent.
Answer 'services' {
    $keys = 'HKLM:\SYSTEM\CurrentControlSet\Services\'
    Get-CimInstance -ClassName Win32_Service -Filter 'StartMode=''Auto''' -OperationTimeoutSec 8 |
        Select-Object -Property 'Name', 'Started', 'DelayedAutoStart', 'PathName',
            @{ n = 'Type'; e = { (Get-ItemProperty -LiteralPath ($keys + $_.Name)).Type } },
            @{ n = 'Triggered'; e = { Test-Path -LiteralPath ($keys + $_.Name + '\TriggerInfo') } }
}
Answer 'tasks' {
    $own = 'S-1-5-18', 'S-1-5-19', 'S-1-5-20'
    $own += $own | ForEach-Object { Account $_ }
    Get-CimInstance -Namespace 'root/Microsoft/Windows/TaskScheduler' -ClassName MSFT_ScheduledTask `
        -OperationTimeoutSec 8 | Select-Object -Property 'TaskPath', 'TaskName', 'State',
            @{ n = 'Enabled'; e = { @($_.Triggers | Where-Object { $_ -and $_.Enabled }).Count } },
            @{ n = 'Shared'; e = { [bool]$_.Principal.GroupId -or
                $own -contains ([string]$_.Principal.UserId).Split('\')[-1] } }
}

# What is built in beside it, or attached.
Cim 'graphics' 'Win32_VideoController' 'PNPDeviceID', 'AdapterCompatibility', 'Name'
Cim 'displays' 'WmiMonitorID' 'InstanceName', 'ManufacturerName', 'UserFriendlyName', 'SerialNumberID',
    'YearOfManufacture' 'root/wmi'
Cim 'connections' 'WmiMonitorConnectionParams' 'InstanceName', 'VideoOutputTechnology' 'root/wmi'
Cim 'printers' 'Win32_Printer' 'Name', 'DriverName', 'PortName', 'Default'
# What each calls itself is asked of whole devices; their parts are called like drivers.
Answer 'devices' {
    $wanted = '(PNPDeviceID LIKE ''USB\\VID%'' OR PNPClass=''Display'') AND Present=TRUE'
    Get-CimInstance -ClassName Win32_PnPEntity -Filter $wanted -OperationTimeoutSec 8 |
        Select-Object -Property 'PNPDeviceID', 'PNPClass', 'Service', @{ n = 'Product'; e = {
            if ($_.PNPDeviceID -like 'USB\*' -and $_.PNPDeviceID -notlike '*&MI_*') {
                (Invoke-CimMethod -InputObject $_ -MethodName GetDeviceProperties -OperationTimeoutSec 2 `
                    -Arguments @{ devicePropertyKeys = @('DEVPKEY_Device_BusReportedDeviceDesc') }
                ).deviceProperties[0].Data
            }
        } }
}

# What takes longest comes last: the time is over at some point.
Answer 'wear' { Get-PhysicalDisk | Get-StorageReliabilityCounter -ErrorAction SilentlyContinue |
    Select-Object -Property 'DeviceId', 'Wear' }
Answer 'apps' { Get-AppxPackage -AllUsers | Select-Object -Property 'Name',
    @{ n = 'Version'; e = { [string]$_.Version } }, @{ n = 'Architecture'; e = { [string]$_.Architecture } } }
